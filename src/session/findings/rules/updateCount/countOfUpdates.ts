import type { Layer } from '../../../../engine/index.js';
import type { UpdateFit } from '../../fitOfUpdates.js';

/** More updates in one pass than anybody makes: then it was something else. */
const mostUpdates = 8;
/** A fit is as certain as its noise lets it be: a hundredth of one update. */
const certain = 0.01;
/** What may be left over beside one update: biased variances, and float32 of half precision's batches. */
const leftOver = 0.1;

/**
 * How many updates explain a move; `other`: none does; null: the batch lies too near for anybody to tell, or the average is
 * none of which updates can be counted.
 * @param trackedBefore batches in a cumulative average
 */
export function countOfUpdates({ convention }: Layer, fit: UpdateFit, trackedBefore: number): number | 'other' | null {
  const { momentum } = convention;
  const one = weightOfOne(convention, trackedBefore);
  if (one === null || fit.noise > certain * one * fit.way) return null;
  if (fit.moved <= fit.noise) return 0;
  // That is momentum-inverted's to tell.
  if (weighsInverted(convention, fit)) return null;
  const { share } = fit;
  const found = momentum === null ? (share * trackedBefore) / (1 - share) : Math.log1p(-share) / Math.log1p(-one);
  const count = Math.round(found);
  const isWhole = Math.abs(found - count) < leftOver && count > 0 && count <= mostUpdates;
  return isWhole && fit.unexplained <= leftOver * one * fit.way ? count : 'other';
}

/** Whether the batch got the weight of the old value, and that the batch's: the momentum the other way round. */
export function weighsInverted(convention: Layer['convention'], fit: UpdateFit): boolean {
  const one = convention.momentum === null ? null : weightOfOne(convention, 0);
  return (
    one !== null &&
    one < 0.5 &&
    fit.noise <= certain * one * fit.way &&
    Math.abs(fit.share - (1 - one)) < certain &&
    fit.unexplained <= leftOver * one * fit.way
  );
}

/** What one update gives the batch; null where none can be counted. */
function weightOfOne({ momentum, momentumWeighs, average }: Layer['convention'], trackedBefore: number): number | null {
  if (average !== 'exponential') return null;
  const one = momentum === null ? 1 / (trackedBefore + 1) : momentumWeighs === 'batch' ? momentum : 1 - momentum;
  return one > 0 && one < 1 ? one : null;
}
