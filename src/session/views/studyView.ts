import type { Mode } from '../../engine/index.js';
import type { ComparisonRequest, SideBySide } from '../compare/index.js';
import type { ChannelGap, ChannelGapRequest, GapRequest, GapSplit } from '../gap/index.js';
import type { DetailedComparison, ExpectedSlice, ExpectedSliceRequest } from '../expected/index.js';
import type { Explanation, RuleSettings } from '../infer/index.js';
import type { Expected } from '../records/index.js';
import type { ExperimentResult, Slider, SliderValues } from '../experiments/index.js';

/** What the panel's Gap, Compare, Gradients and Experiments pages ask for; arrays are typed, as in the other views. */
export interface StudyViews {
  /** The cards of the convention picker. */
  conventions: { request: Record<string, never>; result: readonly ConventionCard[] };
  comparison: { request: ComparisonRequest; result: SideBySide };
  /** Why eval differs from train, over all channels and of one. */
  gap: { request: GapRequest; result: GapSplit };
  channelGap: { request: ChannelGapRequest; result: ChannelGap };
  gradients: { request: GradientsRequest; result: Gradients };
  /** All that is expected of the passes that ran. */
  expectations: { request: Record<string, never>; result: readonly ExpectedComparison[] };
  check: { request: ComparedPassRequest; result: Check };
  checkSlice: { request: ExpectedSliceRequest & ComparedPassRequest; result: ExpectedSlice };
  checkElement: { request: CheckedElementRequest; result: CheckedElement };
  /** Which rule explains it; asked again, with what is known, until it is finished. */
  explanation: { request: { fitted: number }; result: Explanation };
  /** The list of experiments. */
  experiments: { request: Record<string, never>; result: readonly ExperimentCard[] };
  experiment: { request: ExperimentRequest; result: ExperimentResult & { readonly source: string } };
}

/** Something that a pass expects. */
export interface ExpectedComparison {
  readonly pass: number;
  readonly mode: Mode;
  readonly batch: string;
  readonly of: Expected;
  readonly passed: boolean;
  /** [largest |error|]; NaN where there is nothing to compare. */
  readonly maxAbsError: Float64Array;
  readonly problem?: string;
  readonly rtol: number;
  readonly atol: number;
}

export interface ComparedPassRequest {
  readonly pass: number;
  readonly of: Expected;
  /** Another rule, beside which the channels' errors are shown. */
  readonly rule: RuleSettings | null;
}

/** What a pass gave against what it was expected to give; by the program's rules, and by another. */
export interface Check extends DetailedComparison {
  readonly of: Expected;
  /** Largest |error| of each channel by the other rule, [groups]. */
  readonly ofRule: Float64Array | null;
  /** The batch's own, [groups]; of the variance that which normalized. */
  readonly batchMean: Float64Array;
  readonly variance: Float64Array;
}

export interface CheckedElementRequest extends ComparedPassRequest {
  readonly index: readonly number[];
}

/** One element of an output: all that it is made of, by the program's rules and by another. */
export interface CheckedElement {
  readonly channel: number;
  /** [x, expected]. */
  readonly values: Float64Array;
  /** [γ, μ, σ², eps, β, y] each; null where a Linear or batch renormalization makes it of more. */
  readonly found: Float64Array | null;
  readonly ofRule: Float64Array | null;
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
  /** Of the Linear that takes the place of gamma and beta: weight [out, C], bias [out], lengths of the weight's columns [groups]. */
  readonly dLinear: {
    readonly weight: Float64Array;
    readonly bias: Float64Array;
    readonly columnNorms: Float64Array;
  } | null;
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
