import type { PassRecord } from './passRecord.js';
import { meanGaps } from './meanGap.js';
import { median } from './median.js';

const known = new WeakMap<PassRecord, number>();

/** Median over the channels of |gap| after a pass, in running σ; NaN for a refused pass. Channels with NaN are left out. */
export function typicalGap(record: PassRecord): number {
  const before = known.get(record);
  if (before !== undefined) return before;
  const gap = record.kind === 'computed' ? medianSize(meanGaps(record.moments, record.after, record.layer)) : NaN;
  known.set(record, gap);
  return gap;
}

/** Of the last passes, as far back as they are not known, so that none has to wait for them. */
export function gatherTypicalGaps(passes: readonly PassRecord[]): void {
  for (let pass = passes.length - 1; pass >= 0 && !known.has(passes[pass]); pass--) typicalGap(passes[pass]);
}

/** @param gaps are overwritten */
function medianSize(gaps: Float64Array): number {
  let count = 0;
  for (const gap of gaps) if (!Number.isNaN(gap)) gaps[count++] = Math.abs(gap);
  return median(gaps, count);
}
