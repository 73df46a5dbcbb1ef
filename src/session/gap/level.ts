import { median } from '../records/index.js';
import { TheilSenLine } from './theilSen.js';

/** Fewer passes do not tell which of them is unlike the others. */
const fewestForOutliers = 5;
const outlierSigmas = 6;
const slopeErrors = 4;

/**
 * Where one channel's train batches lie over the window, the last n train passes, without those that are unlike the others: a line
 * where they drift, otherwise their mean. Places count back from the newest, which has 0; one object serves all channels.
 */
export class Level {
  /** L of every pass of the window, [n]; NaN beside a mean that is not finite. */
  readonly means: Float64Array;
  /** V likewise. */
  readonly variances: Float64Array;
  /** How many σ, robust and at least what so many values explain, a batch lies from the line in μ or in ln σ², [n]. */
  readonly deviations: Float64Array;
  readonly isOutlier: Uint8Array;
  /** B, how far the means of the window scatter about it: the mean square. */
  scatter = NaN;
  /** What there is at the newest pass; NaN where no pass of the window is finite. */
  mean = NaN;
  variance = NaN;
  /** Whether μ drifts. */
  drifts = false;
  private readonly places: Float64Array;
  private readonly kept: Uint8Array;
  private readonly line: TheilSenLine;
  private readonly logs: Float64Array;
  private readonly least: Float64Array;
  private readonly some: Float64Array;
  private readonly somePlaces: Float64Array;

  /** @param counts N of every pass of the window, [n] */
  constructor(private readonly counts: Float64Array) {
    const n = counts.length;
    this.means = new Float64Array(n);
    this.variances = new Float64Array(n);
    this.deviations = new Float64Array(n);
    this.isOutlier = new Uint8Array(n);
    this.kept = new Uint8Array(n);
    this.line = new TheilSenLine(n);
    this.logs = new Float64Array(n);
    this.least = new Float64Array(n);
    this.some = new Float64Array(n);
    this.somePlaces = new Float64Array(n);
    this.places = Float64Array.from(counts, (_, at) => at + 1 - n);
  }

  /**
   * @param means μ of every pass of the window, [n]
   * @param variances σ² likewise, biased
   */
  fit(means: Float64Array, variances: Float64Array): void {
    const { kept, isOutlier, deviations } = this;
    let count = 0;
    for (let i = 0; i < kept.length; i++) {
      kept[i] = Number.isFinite(means[i]) && Number.isFinite(variances[i]) ? 1 : 0;
      count += kept[i];
    }
    isOutlier.fill(0);
    deviations.fill(0);
    if (count >= fewestForOutliers) this.findOutliers(means, variances);
    this.mean = this.fitted(means, this.means);
    this.drifts = this.means.length > 1 && this.means[0] !== this.mean;
    this.variance = this.fitted(variances, this.variances);
    let squares = 0;
    count = 0;
    for (let i = 0; i < kept.length; i++) {
      if (!kept[i]) continue;
      squares += (means[i] - this.means[i]) ** 2;
      count += 1;
    }
    this.scatter = squares / count;
  }

  private findOutliers(means: Float64Array, variances: Float64Array): void {
    const { kept, isOutlier, deviations, logs, least, counts } = this;
    const typical = Math.sqrt(this.medianOf(variances));
    for (let i = 0; i < kept.length; i++) least[i] = typical / Math.sqrt(counts[i]);
    this.measure(means);
    for (let i = 0; i < kept.length; i++) {
      logs[i] = Math.log(variances[i]);
      least[i] = Math.sqrt(2 / Math.max(1, counts[i] - 1));
    }
    this.measure(logs);
    for (let i = 0; i < kept.length; i++) {
      if (!kept[i] || !(deviations[i] > outlierSigmas)) continue;
      isOutlier[i] = 1;
      kept[i] = 0;
    }
  }

  /** Takes into account how far each value lies from the robust line through all that are kept and finite, in σ of at least `least`. */
  private measure(values: Float64Array): void {
    const { kept, places, deviations, some, somePlaces, line, least } = this;
    let count = 0;
    for (let i = 0; i < kept.length; i++) {
      if (!kept[i] || !Number.isFinite(values[i])) continue;
      some[count] = values[i];
      somePlaces[count++] = places[i];
    }
    if (count < fewestForOutliers) return;
    line.fit(some, somePlaces, count);
    for (let i = 0; i < kept.length; i++) {
      const distance = Math.abs(values[i] - line.base - line.slope * places[i]);
      // What is not finite is not measured; and nothing lies nowhere from itself, however little scatters.
      if (!kept[i] || !(distance > 0 && distance < Infinity)) continue;
      deviations[i] = Math.max(deviations[i], distance / Math.max(line.sigma, least[i]));
    }
  }

  private medianOf(values: Float64Array): number {
    const { kept, some } = this;
    let count = 0;
    for (let i = 0; i < kept.length; i++) if (kept[i]) some[count++] = values[i];
    return median(some, count);
  }

  /** Writes the level at every pass, and returns the newest. */
  private fitted(values: Float64Array, into: Float64Array): number {
    const { kept, places } = this;
    const line = levelLine(values, places, kept);
    for (let i = 0; i < into.length; i++) into[i] = valueAt(line, places[i]);
    return line.base;
  }
}

/** Over places: base + slope · place. */
interface Line {
  readonly base: number;
  readonly slope: number;
}

function valueAt({ base, slope }: Line, place: number): number {
  return slope === 0 ? base : base + slope * place;
}

/** The least-squares line where its slope is beyond 4 standard errors, otherwise the mean. */
function levelLine(values: Float64Array, places: Float64Array, kept: Uint8Array): Line {
  let [n, place, mean] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!kept[i]) continue;
    n += 1;
    place += places[i];
    mean += values[i];
  }
  place /= n;
  mean /= n;
  let [xx, xy] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!kept[i]) continue;
    const x = places[i] - place;
    xx += x * x;
    xy += x * (values[i] - mean);
  }
  if (n < 3) return { base: mean, slope: 0 };
  const slope = xy / xx;
  let rest = 0;
  for (let i = 0; i < values.length; i++) {
    if (kept[i]) rest += (values[i] - mean - slope * (places[i] - place)) ** 2;
  }
  const error = Math.sqrt(rest / (n - 2) / xx);
  return Math.abs(slope) > slopeErrors * error ? { base: mean - slope * place, slope } : { base: mean, slope: 0 };
}
