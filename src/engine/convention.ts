/** Native code that is emulated operation by operation. */
export type NativeCode = 'pytorch-cpu' | 'torchvision-frozen';

/**
 * One framework's exact rules, as data. The engine has one forward and one backward path and reads these fields;
 * no framework has code of its own.
 */
export interface Convention {
  /** Product key, such as `pytorch`. */
  readonly key: string;
  /** What people call it: `PyTorch`. */
  readonly name: string;
  /** What sets it apart, in one sentence for its card. */
  readonly rule: string;
  readonly eps: number;
  /** null: the cumulative average. */
  readonly momentum: number | null;
  /** Which weight the momentum is: that of the batch, (1−m)·old + m·batch, or that of the old value. */
  readonly momentumWeighs: 'batch' | 'old';
  /** The variance that normalizes in training: Σ(x−μ)² over N, or over N−1. */
  readonly normalizingVar: 'biased' | 'unbiased';
  /** The variance that goes into the running average. `eps-corrected` is over N−1−eps, of Keras 2. */
  readonly storedVar: 'biased' | 'unbiased' | 'eps-corrected';
  /** What an unbiased stored variance becomes at N = 1: NaN as 0/0 gives, or the biased value. */
  readonly unbiasedOfOne: 'nan' | 'biased';
  /** What the running values are. */
  readonly average: 'exponential' | 'zero-debiased' | 'normalized-sum' | 'mean-of-batches' | 'population' | 'none';
  /** Running values before the first pass; null: there are none, and eval is refused until a training pass ran. */
  readonly initialMean: number | null;
  readonly initialVar: number | null;
  /** Axes that statistics are taken over. */
  readonly statisticsAxes: 'all-but-channel' | 'batch';
  /** How many axes a batch may have, where the original refuses all others on purpose; null: any from 2 on. */
  readonly inputRanks: readonly number[] | null;
  /** The channel axis that the framework means by default; −1 is the last. */
  readonly channelAxis: number;
  readonly affine: 'elementwise' | 'fixed-gamma' | 'frozen' | 'linear' | 'none';
  /** What a training pass does with one value per channel. */
  readonly oneValue: 'refuse' | 'compute';
  /** Whether a train pass that is refused for its sizes has been counted in numBatchesTracked by then. */
  readonly refusedBatch: 'counts' | 'ignored';
  /** Whether the running values move in the forward or in the backward pass. */
  readonly updates: 'forward' | 'backward' | 'never';
  /** Without trackRunningStats: eval uses the batch's statistics, or running values are kept and used all the same. */
  readonly untracked: 'use-batch' | 'track-anyway';
  /** How the framework's code computes the variance; the engine does so only where it is asked to emulate. */
  readonly varianceAsWritten: 'two-pass' | 'naive' | 'naive-clamped';
  /** Native code whose float32 operations are known one by one, for emulation; null: they follow the formulas. */
  readonly nativeCode: NativeCode | null;
  /** Batch renormalization (Ioffe 2017, Keras' `renorm`); null without. */
  readonly renorm: Renorm | null;
  /** What eps and momentum are held in: ONNX has them as float32 attributes, so that 0.9 is 0.8999999762. */
  readonly attributes: 'float64' | 'float32';
  /** Where the rule is written down. */
  readonly source: string;
}

/** eps and momentum as the convention holds them. */
export function attributesOf(convention: Convention): { readonly eps: number; readonly momentum: number | null } {
  const { eps, momentum, attributes } = convention;
  if (attributes === 'float64') return { eps, momentum };
  return { eps: Math.fround(eps), momentum: momentum === null ? null : Math.fround(momentum) };
}

/**
 * Batch renormalization: x̂ is scaled by r = σ / σ_renorm and moved by d = (μ − μ_renorm) / σ_renorm, both clipped and
 * constant for the gradient, and the running variance is that of an averaged standard deviation.
 */
export interface Renorm {
  readonly rmin: number;
  readonly rmax: number;
  readonly dmax: number;
  /** Weight of the old value in the averages of μ and σ that r and d refer to. */
  readonly momentum: number;
}
