import { mergeMoments, type Moments } from '../../engine/index.js';
import { channelMoments, type ComputedPass, type PassRecord } from '../records/index.js';

/** What is held against the running values: the pass's own batch, or all eval or all train batches so far, taken as one. */
export type GapInput = 'pass' | 'eval' | 'train';

const passesAtOnce = 64;

/** The computed passes of a mode, in order. */
export function passesOf(mode: 'train' | 'eval', records: readonly PassRecord[]): ComputedPass[] {
  return records.filter((record): record is ComputedPass => record.kind === 'computed' && record.plan.mode === mode);
}

/**
 * Several batches taken as one.
 * @param passes at least one
 * @param channel only this one, [1]; null: all, [groups]
 * @throws what `breathe` throws
 */
export async function unionOf(
  passes: readonly ComputedPass[],
  channel: number | null,
  breathe?: () => Promise<void>,
): Promise<Moments> {
  const momentsOf = ({ moments }: ComputedPass): Moments =>
    channel === null ? moments : channelMoments(moments, channel);
  if (passes.length === 1) return momentsOf(passes[0]);
  let whole: Moments[] = [];
  for (let i = 0; i < passes.length; i += passesAtOnce) {
    whole = [mergeMoments([...whole, ...passes.slice(i, i + passesAtOnce).map(momentsOf)])];
    await breathe?.();
  }
  return whole[0];
}
