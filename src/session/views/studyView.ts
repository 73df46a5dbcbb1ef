import type { Mode } from '../../engine/index.js';
import type { ExperimentResult, Slider, SliderValues } from '../experiments/index.js';

/** What the panel's Compare, Gradients and Experiments pages ask for; arrays are typed, as in the other views. */
export interface StudyViews {
  /** The cards of the convention picker. */
  conventions: { request: Record<string, never>; result: readonly ConventionCard[] };
  comparison: { request: ComparisonRequest; result: SideBySide };
  gradients: { request: GradientsRequest; result: Gradients };
  /** The list of experiments. */
  experiments: { request: Record<string, never>; result: readonly ExperimentCard[] };
  experiment: { request: ExperimentRequest; result: ExperimentResult & { readonly source: string } };
}

export interface ConventionCard {
  readonly key: string;
  readonly name: string;
  /** One sentence. */
  readonly rule: string;
  /** The rule as formulas, one a line: normalizing variance, the two updates, start, eps. */
  readonly formulas: readonly string[];
  /** Where it differs from the session's convention, a few words each: `stores the biased variance, not the unbiased`. */
  readonly differences: readonly string[];
  readonly source: string;
}

export interface ComparisonRequest {
  /** Keys; the first is the one that the others are compared with. */
  readonly conventions: readonly string[];
  /** Pass of the table; null: the last computed one. */
  readonly pass: number | null;
}

/** The same program under several conventions, each with its own eps, momentum and start. */
export interface SideBySide {
  readonly baseline: { readonly key: string; readonly name: string };
  /** The pass that the tables are about. */
  readonly pass: number;
  readonly others: readonly ConventionComparison[];
}

export interface ConventionComparison {
  readonly key: string;
  readonly name: string;
  /** What was taken otherwise, such as a Linear in the place of gamma and beta. */
  readonly note?: string;
  /**
   * Largest difference over the channels after each pass, [passes]; NaN where a pass was refused by either or neither has
   * the quantity, infinite where only one of them is a number.
   */
  readonly runningMean: Float64Array;
  readonly runningVar: Float64Array;
  /** Largest difference of any output of the pass's own batch, evaluated with the state after the pass. */
  readonly evalOutput: Float64Array;
  /** Largest difference of the pass's own output, [passes]. */
  readonly output: Float64Array;
  /** The channel where `evalOutput` differs most, [passes]; `output` where there is no `evalOutput`. */
  readonly worstChannel: Uint32Array;
  /** At `pass`, per channel, [C]: other minus baseline. */
  readonly channels: {
    readonly runningMean: Float64Array;
    readonly runningVar: Float64Array;
    readonly evalOutput: Float64Array;
  };
  /**
   * The first pass at which they part, what differs there (`output, running mean`), and the rules that do it, strongest
   * first, with semicolons between; null where they agree to 1e-9 throughout.
   */
  readonly parting: { readonly pass: number; readonly quantity: string; readonly rule: string } | null;
  /** Why it cannot be compared, such as statistics over other axes. */
  readonly error?: string;
}

export interface GradientsRequest {
  readonly pass: number;
  readonly channel: number;
  /** `file` is the program's gradOutput. */
  readonly upstream: 'ones' | 'noise' | 'file';
}

/** Gradients of one pass, with and without the gradient through the statistics. */
export interface Gradients {
  readonly mode: Mode;
  /** [C]; null without affine. */
  readonly dGamma: Float64Array | null;
  readonly dBeta: Float64Array | null;
  /** Of the Linear that takes the place of gamma and beta: weight [out, C], bias [out]. */
  readonly dLinear: { readonly weight: Float64Array; readonly bias: Float64Array } | null;
  /** Spread of dx over each channel, [C]. */
  readonly dxMean: Float64Array;
  readonly dxSigma: Float64Array;
  /** The same with the statistics as constants. */
  readonly detachedMean: Float64Array;
  readonly detachedSigma: Float64Array;
  /** Histograms of dx of the channel: [bins + 1] edges, shares [bins]. */
  readonly edges: Float64Array;
  readonly dx: Float64Array;
  readonly detached: Float64Array;
  /** Of the channel, in words with its numbers: `Σdx = 1.2e−17; with constant statistics 0.83.` */
  readonly sentence: string;
}

export interface ExperimentCard {
  readonly id: string;
  readonly title: string;
  readonly claim: string;
  readonly sliders: readonly Slider[];
}

export interface ExperimentRequest {
  readonly id: string;
  readonly values: SliderValues;
  /** The user's batch of the shown pass, or normal numbers. */
  readonly source: 'built-in' | 'batch';
  readonly pass: number | null;
  readonly channel: number;
}
