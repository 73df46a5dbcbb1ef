import type { Mode } from '../../engine/index.js';
import type {
  FoldCheck,
  OutlierBatch,
  RemainingCause,
  RepairChoice,
  RepairMethod,
  WeightLayout,
} from '../repair/index.js';
import type { TensorPath } from '../program/index.js';

/** What the panel's Repair page asks for; arrays are typed, as in the other views. */
export interface RepairViews {
  repair: { request: RepairRequest; result: Repair };
  /** Tensors in the program's folder that could be folded into, or checked on. */
  foldFiles: { request: Record<string, never>; result: FoldFiles };
  fold: { request: FoldRequest; result: Fold };
  /** How far the folded layer is from both; null where a file of the choice is missing. */
  foldCheck: { request: FoldRequest; result: FoldCheck | null };
}

/** @param pass the one that is shown: batches up to it are there to be used, and its state is the stored one. */
export interface RepairRequest extends RepairChoice {
  readonly pass: number | null;
}

/** Median distance over the channels, and how many of them matter; NaN and 0 without a pass to look at. */
export interface Outcome {
  readonly typical: number;
  readonly matter: number;
}

/** Stored and recomputed statistics, [groups] each; NaN where there are none. */
export interface Repair {
  readonly channels: number;
  /** First and last train pass, counted from 0, and how many; null before the first. */
  readonly trainPasses: { readonly first: number; readonly last: number; readonly count: number } | null;
  /** Batches in the chosen range, and those that are used. */
  readonly chosen: number;
  readonly used: number;
  readonly outliers: readonly OutlierBatch[];
  /** The pass that eval is looked at: the shown one, the eval pass before it, or the last train pass; null where none ran. */
  readonly on: { readonly pass: number; readonly mode: Mode; readonly batch: string } | null;
  /** Of the exponential average, in the convention's own terms; null: the cumulative average. */
  readonly momentum: number | null;
  /** Whether the layer keeps running values that could be set. */
  readonly isTracking: boolean;
  readonly stored: Outcome;
  /** Empty where no batch is used. */
  readonly methods: readonly (Outcome & { readonly method: RepairMethod })[];
  readonly storedMean: Float64Array;
  readonly storedVar: Float64Array;
  readonly mean: Float64Array;
  readonly var: Float64Array;
  /** (new − stored mean) / √(stored var + eps) */
  readonly moves: Float64Array;
  /** Distance of eval from train, before and after. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly mattersBefore: Uint8Array;
  readonly mattersAfter: Uint8Array;
  /** Why each channel still matters that does, by cause. */
  readonly remains: readonly { readonly cause: RemainingCause; readonly channels: readonly number[] }[];
}

/** A tensor that could be folded into, by its path as the program writes it. */
export interface FoldFile {
  readonly path: TensorPath;
  readonly shape: readonly number[];
}

export interface FoldFiles {
  readonly weights: readonly (FoldFile & { readonly layout: WeightLayout })[];
  readonly biases: readonly FoldFile[];
  readonly inputs: readonly FoldFile[];
}

/** The layer before: its weight, its bias where it has one, and an input to check on. */
export interface FoldChoice {
  readonly weight: TensorPath | null;
  readonly bias: TensorPath | null;
  readonly input: TensorPath | null;
  /** null: the one whose axis fits, PyTorch's where both do. */
  readonly layout: WeightLayout | null;
}

export interface FoldRequest extends RepairRequest, FoldChoice {}

/** The arithmetic of the fold, [C] each. */
export interface Fold {
  readonly isRecomputed: boolean;
  readonly eps: number;
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
  readonly mean: Float64Array;
  readonly var: Float64Array;
  /** γ / √(var + eps) */
  readonly factor: Float64Array;
  /** Of the layer before, 0 where it has none. */
  readonly bias: Float64Array;
  /** (b − mean)·f + β */
  readonly foldedBias: Float64Array;
  readonly layout: WeightLayout | null;
  /** Null where none is chosen. */
  readonly weightShape: readonly number[] | null;
  readonly biasShape: readonly number[] | null;
  readonly inputShape: readonly number[] | null;
  /** Why a chosen file is of no use. */
  readonly problems: Readonly<Partial<Record<'weight' | 'bias' | 'input', string>>>;
}
