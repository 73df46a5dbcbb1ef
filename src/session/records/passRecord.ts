import type { DType, Layer, LayerState, Moments, SetValues } from '../../engine/index.js';
import type { BatchFacts, RunningValues } from '../batches/index.js';
import type { PlannedPass } from '../program/index.js';

/** What every pass leaves. */
interface PassBase {
  readonly plan: PlannedPass;
  /**
   * The layer as it was set when the pass ran: the one that its batch would be evaluated with. What a pass that keeps the
   * state makes of it, `layerForPass` says.
   */
  readonly layer: Layer;
  /** What was set before the pass, as it was given: `before` has it already, as the layer holds it. */
  readonly set?: SetValues;
  readonly before: LayerState;
  readonly after: LayerState;
  /** The running values after the pass against the expected ones. */
  readonly stateAfter?: Comparison;
  /** As the process had it, where the pass was recorded. */
  readonly recorded?: RecordedState | undefined;
}

/** What was recorded of a pass beside its batch. [C] each. */
export interface RecordedState {
  /** The user's own number. */
  readonly step: number | undefined;
  /** Right before the pass: not always what the pass before left. */
  readonly before: RunningValues | undefined;
  readonly after: RunningValues | undefined;
  /** After the pass. */
  readonly numBatchesTracked: number | undefined;
  /** Whether the smallest and largest values, and the number of those that are not finite, are known. */
  readonly hasExtremes: boolean;
  readonly hasNonFinite: boolean;
}

/** A pass that ran. The output is not kept: it is computed again for the slice that is looked at. */
export interface ComputedPass extends PassBase {
  readonly kind: 'computed';
  readonly shape: readonly number[];
  /** As the file holds it; absent: nobody has said. */
  readonly dtype?: DType;
  readonly moments: Moments;
  /** Absent: no channel was suspect. */
  readonly facts?: BatchFacts;
  readonly expect?: Comparison;
  /** The gradient of the input against the expected one. */
  readonly expectGrad?: Comparison;
}

/** What was found against what was expected, as numpy.allclose compares. */
export interface Comparison {
  readonly passed: boolean;
  /** Largest |found − expected|; NaN where one of them is NaN alone or in both, and where there is nothing to compare. */
  readonly maxAbsError: number;
  /** The same of the output in the other mode, where this one is not the expected. */
  readonly inOtherMode?: Pick<Comparison, 'passed' | 'maxAbsError'>;
  /** Where it does not hold, and every value could be compared. */
  readonly off?: Off;
  /** Where one of two values is NaN, or both: the first such. */
  readonly notNumber?: Pick<Off['worst'], 'found' | 'expected'>;
  /** Of an output that does not hold: the straight lines that lie nearest to the expected one. */
  readonly fit?: ChannelFit;
  /** Of a state: both expected running values, where they are given. */
  readonly running?: RunningValues;
  /** Why there is nothing to compare: the file is refused, or has another shape. */
  readonly problem?: string;
  /** Whether that is its file: missing, or refused. */
  readonly isUnreadable?: true;
}

/** An expected output as a straight line of the one that was found, by channel (group): expected = factor · found + constant. */
export interface ChannelFit {
  /** [groups] each; the factor of a constant channel is NaN. */
  readonly factor: Float64Array;
  readonly constant: Float64Array;
  /** What the lines leave of the sum of squared errors, 0 to 1; and what constants alone leave. */
  readonly left: number;
  readonly leftByConstants: number;
}

/** How far something is from what was expected. */
export interface Off {
  /** Values beyond tolerance, and all. */
  readonly values: number;
  readonly count: number;
  readonly meanAbsError: number;
  /** The value that is furthest off: its place in the order of the comparison, what was found and what was expected. */
  readonly worst: { readonly at: number; readonly found: number; readonly expected: number };
}

/** A pass that could not run: running values stay (it may have been counted), and the passes after it still run. */
export interface RefusedPass extends PassBase {
  readonly kind: 'refused';
  readonly error: string;
  /** Whether that is its file: missing, or refused; otherwise it is what the file holds. */
  readonly isUnreadable?: true;
  /** Where the batch could be read at all. */
  readonly shape?: readonly number[];
  readonly moments?: Moments;
}

export type PassRecord = ComputedPass | RefusedPass;
