import type { PassRecord } from './passRecord.js';
import { meanGaps } from './meanGap.js';

const known = new WeakMap<PassRecord, number>();

/** Median over the channels of |gap| after a pass, in running σ; NaN for a refused pass. Channels with NaN are left out. */
export function typicalGap(record: PassRecord): number {
  const before = known.get(record);
  if (before !== undefined) return before;
  const gap = record.kind === 'computed' ? median(meanGaps(record.moments, record.after, record.layer)) : NaN;
  known.set(record, gap);
  return gap;
}

function median(gaps: Float64Array): number {
  const sizes = gaps
    .map(Math.abs)
    .filter((gap) => !Number.isNaN(gap))
    .sort();
  if (sizes.length === 0) return NaN;
  const middle = Math.floor(sizes.length / 2);
  return sizes.length % 2 === 1 ? sizes[middle] : (sizes[middle - 1] + sizes[middle]) / 2;
}
