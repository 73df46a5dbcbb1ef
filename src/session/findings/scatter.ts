/** How one number of each channel scatters over the passes, as they come: Welford's mean and squares, [channels] each. */
export class Scatter {
  readonly count: Uint32Array;
  readonly mean: Float64Array;
  readonly #squares: Float64Array;
  readonly #steps: Float64Array;
  readonly #last: Float64Array;

  constructor(channels: number) {
    this.count = new Uint32Array(channels);
    this.mean = new Float64Array(channels);
    this.#squares = new Float64Array(channels);
    this.#steps = new Float64Array(channels);
    this.#last = new Float64Array(channels);
  }

  /** @param values NaN where a channel has none in this pass */
  add(values: Float64Array): void {
    const { count, mean } = this;
    for (let channel = 0; channel < count.length; channel++) {
      const value = values[channel];
      // Infinity − Infinity is NaN, too.
      if (value - value !== 0) continue;
      const delta = value - mean[channel];
      const seen = (count[channel] += 1);
      mean[channel] += delta / seen;
      this.#squares[channel] += delta * (value - mean[channel]);
      if (seen > 1) this.#steps[channel] += (value - this.#last[channel]) ** 2 / 2;
      this.#last[channel] = value;
    }
  }

  /** Standard deviation, with count − 1 degrees of freedom; NaN of fewer than two. */
  deviation(channel: number): number {
    return this.count[channel] < 2 ? NaN : Math.sqrt(this.#squares[channel] / (this.count[channel] - 1));
  }

  /** Whether a number lies more standard deviations than that from the mean; false of fewer than two. */
  isBeyond(channel: number, value: number, deviations: number): boolean {
    const apart = value - this.mean[channel];
    const freedom = this.count[channel] - 1;
    return freedom > 0 && apart * apart * freedom > deviations * deviations * this.#squares[channel];
  }

  /** The same from the differences of neighbours, which a trend leaves alone; about two thirds of the degrees of freedom. */
  stepDeviation(channel: number): number {
    return this.count[channel] < 2 ? NaN : Math.sqrt(this.#steps[channel] / (this.count[channel] - 1));
  }
}
