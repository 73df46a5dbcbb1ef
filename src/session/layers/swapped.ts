import { countText, numberText } from '../numberText.js';

/** Why a mean and a variance look as if each stood in the other's place. */
export interface SwapEvidence {
  /** Of `variance`: how many of its values are negative, and the first channel with one. */
  readonly negative: number;
  readonly channel: number;
  readonly value: number;
  readonly channels: number;
}

/**
 * A variance is never negative, a mean may be. Where the variance has negative values and the mean has none, the two are
 * taken for each other; where both have some, the variance is wrong in another way.
 * @param mean running means, [channels]
 * @param variance running variances, [channels]
 */
export function swapEvidence(mean: ArrayLike<number>, variance: ArrayLike<number>): SwapEvidence | null {
  const channel = Array.prototype.findIndex.call(variance, (value: number) => value < 0);
  if (channel < 0 || Array.prototype.some.call(mean, (value: number) => !(value >= 0))) return null;
  const negative = Array.prototype.filter.call(variance, (value: number) => value < 0).length;
  return { negative, channel, value: variance[channel], channels: variance.length };
}

/** `the variance is negative in 3 of 8 channels (−0.21 in channel 2), the mean nowhere` */
export function swapText({ negative, channels, channel, value }: SwapEvidence): string {
  const where =
    channels === 1
      ? `negative (${numberText(value)})`
      : `negative in ${countText(negative)} of ${countText(channels)} channels (${numberText(value)} in channel ${channel})`;
  return `the variance is ${where}, the mean nowhere`;
}
