import type { Mode } from '../../engine/index.js';
import type { ComparisonRequest, SideBySide } from '../compare/index.js';
import type { ChannelGap, ChannelGapRequest, GapRequest, GapSplit } from '../gap/index.js';
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
