import { median } from '../records/index.js';

/** Up to so many values every pair has a slope: 496 of them. */
const mostPaired = 32;
/** 1/Φ⁻¹(3/4): what makes σ of a median of |deviations| from a normal distribution. */
const sigmaOfMad = 1.4826;

/**
 * Theil's line, base + slope · place, which up to a quarter of the values cannot carry away: the median of the slopes between two
 * values, and the median of what is then left. Of more than 32 values each is paired with the one half of them further on (Theil's
 * incomplete method), so that 10,000 cost 5,000 slopes and not 50 million. One object serves many lines.
 */
export class TheilSenLine {
  base = NaN;
  slope = 0;
  /** σ of the values about the line, from the median of their distances. */
  sigma = NaN;
  private readonly slopes: Float64Array;
  private readonly rests: Float64Array;

  /** @param most values of a line */
  constructor(most: number) {
    this.slopes = new Float64Array(Math.max(most, (Math.min(most, mostPaired) * (Math.min(most, mostPaired) - 1)) / 2));
    this.rests = new Float64Array(most);
  }

  /**
   * @param values that are finite, the first `count`
   * @param places of each, rising
   */
  fit(values: Float64Array, places: Float64Array, count: number): void {
    const { rests } = this;
    const slope = count < 2 ? 0 : this.slopeOf(values, places, count);
    for (let i = 0; i < count; i++) rests[i] = values[i] - slope * places[i];
    const base = median(rests, count);
    for (let i = 0; i < count; i++) rests[i] = Math.abs(values[i] - base - slope * places[i]);
    this.slope = slope;
    this.base = base;
    this.sigma = sigmaOfMad * median(rests, count);
  }

  private slopeOf(values: Float64Array, places: Float64Array, count: number): number {
    const { slopes } = this;
    let found = 0;
    if (count > mostPaired) {
      const half = count >> 1;
      for (let i = 0, j = half; j < count; i++, j++)
        slopes[found++] = (values[j] - values[i]) / (places[j] - places[i]);
    } else {
      for (let i = 0; i < count; i++) {
        for (let j = i + 1; j < count; j++) slopes[found++] = (values[j] - values[i]) / (places[j] - places[i]);
      }
    }
    return median(slopes, found);
  }
}
