import { storedDivisor, varianceAt } from '../../engine/index.js';
import type { ComputedPass } from '../records/index.js';

/** A line of the processor's cache holds so many numbers: passes are read for that many channels at once. */
const channelsAtOnce = 8;

/** The numbers of many batches channel by channel, though they are kept pass by pass. */
export class TrainBatches {
  /** cᵢ, what the stored variance is of the biased one, [k]. */
  readonly factors: Float64Array;
  /** Whether some average has seen the variance between batches. */
  readonly hasSeen: boolean;
  private readonly shifts: Float64Array;
  private readonly remainders: Float64Array;
  private readonly spreads: Float64Array;
  private first = 0;
  private end = 0;

  constructor(private readonly passes: readonly ComputedPass[]) {
    this.factors = Float64Array.from(passes, ({ layer: { convention }, moments: { count } }) => {
      return count / storedDivisor(convention, count);
    });
    this.hasSeen = passes.some(({ layer }) => layer.convention.average === 'population');
    const size = passes.length * channelsAtOnce;
    this.shifts = new Float64Array(size);
    this.remainders = new Float64Array(size);
    this.spreads = new Float64Array(size);
  }

  /**
   * @param origin what means are counted from
   * @param means and variances (biased) of every batch, written, [k]
   */
  read(channel: number, origin: number, means: Float64Array, variances: Float64Array): void {
    if (channel < this.first || channel >= this.end) this.gather(channel);
    const { shifts, remainders, spreads } = this;
    const from = (channel - this.first) * means.length;
    for (let i = 0; i < means.length; i++) {
      means[i] = shifts[from + i] - origin + remainders[from + i];
      variances[i] = spreads[from + i];
    }
  }

  private gather(channel: number): void {
    const { passes, shifts, remainders, spreads } = this;
    const k = passes.length;
    const channels = k === 0 ? 0 : passes[0].moments.shift.length;
    this.first = channel;
    this.end = Math.min(channels, channel + channelsAtOnce);
    for (let i = 0; i < k; i++) {
      const { moments } = passes[i];
      const { shift, remainder, m2, count, extremes } = moments;
      for (let c = channel, to = i; c < this.end; c++, to += k) {
        shifts[to] = shift[c];
        remainders[to] = remainder[c];
        spreads[to] = extremes ? varianceAt(moments, c) : m2[c] / count;
      }
    }
  }
}
