import { mergeMoments } from '../../engine/index.js';
import { channelMeanAndVariance, channelMoments } from './meanGap.js';
import type { PassRecord } from './passRecord.js';

/**
 * [mean, biased variance] of one channel over all values of the train batches that are computed, eval's left out because
 * it is not stored. NaN where no train pass has run.
 */
export function allBatches(passes: readonly PassRecord[], channel: number): readonly [mean: number, variance: number] {
  const parts = passes
    .filter((pass) => pass.kind === 'computed' && pass.plan.mode === 'train')
    .flatMap((pass) => (pass.moments ? [channelMoments(pass.moments, channel)] : []));
  return parts.length > 0 ? channelMeanAndVariance(mergeMoments(parts), 0) : [NaN, NaN];
}
