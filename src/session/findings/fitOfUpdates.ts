import { meanAt, storedDivisor, type Layer, type Moments } from '../../engine/index.js';
import type { RunningValues } from '../batches/index.js';

/** How a recorded state moved in a pass, as a share of the way to the pass's batch. */
export interface UpdateFit {
  /** Least squares over means and variances of all channels. */
  readonly share: number;
  /** Root mean square of the move that no share explains, and of the whole way to the batch; both in running σ, or σ². */
  readonly unexplained: number;
  readonly way: number;
  readonly moved: number;
  /** Root mean square of what rounding to float32 does. */
  readonly noise: number;
}

/** Float32 of state and batch, and the order in which a framework adds: some bits of the last ones. */
const rounding = 1e-6;

/**
 * (after − before) = share · (batch − before), in units of the state's own spread; null where nothing is finite.
 * @param before, @param after as the process had them
 */
export function fitOfUpdates(
  { convention }: Layer,
  moments: Moments,
  before: RunningValues,
  after: RunningValues,
): UpdateFit | null {
  const { eps } = convention;
  const divisor = storedDivisor(convention, moments.count);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  let noise = 0;
  let count = 0;
  for (let c = 0; c < before.runningMean.length; c++) {
    const mean = before.runningMean[c];
    const variance = before.runningVar[c];
    const spread = variance + eps;
    const sigma = Math.sqrt(spread);
    const x = (meanAt(moments, c) - mean) / sigma;
    const y = (after.runningMean[c] - mean) / sigma;
    const u = (moments.m2[c] / divisor - variance) / spread;
    const v = (after.runningVar[c] - variance) / spread;
    if (!Number.isFinite(x + y + u + v)) continue;
    xx += x * x + u * u;
    xy += x * y + u * v;
    yy += y * y + v * v;
    noise += (rounding * (1 + Math.abs(mean) / sigma)) ** 2 + rounding ** 2;
    count += 2;
  }
  if (count === 0 || xx === 0) return null;
  const root = (sum: number) => Math.sqrt(Math.max(0, sum) / count);
  const share = xy / xx;
  return { share, unexplained: root(yy - share * xy), way: root(xx), moved: root(yy), noise: root(noise) };
}
