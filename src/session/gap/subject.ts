import { isTracking } from '../../engine/index.js';
import type { ComputedPass, PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';
import type { Evaluated } from './channelSplit.js';
import { passesOf, unionOf, type GapInput } from './evaluated.js';
import { trainHistory, type TrainHistory } from './trainHistory.js';

/** The gap that is asked for. */
export interface GapRequest {
  /** The pass whose running values, as they are after it, eval would take; null: before the first. */
  readonly pass: number | null;
  readonly input: GapInput;
}

/** Why there is nothing to split. */
export type GapRefusal =
  | 'no-train-pass'
  /** Eval normalizes with the batch's own statistics, too. */
  | 'no-running-values'
  | 'no-eval-pass'
  /** The pass's own batch could not be run. */
  | 'refused-pass';

/** What a gap is about. */
export interface GapSubject {
  readonly history: TrainHistory;
  readonly evaluated: Evaluated;
  /** The batches that are held against the running values, in order. */
  readonly batches: readonly ComputedPass[];
  /** The last of the passes that count. */
  readonly record: PassRecord;
}

/** How many passes of a mode there are to be taken as one. */
export interface GapCounts {
  readonly train: number;
  readonly eval: number;
}

export function countsAt({ passes }: Pick<Session, 'passes'>, pass: number | null): GapCounts {
  const records = pass === null ? [] : passes.slice(0, pass + 1);
  return { train: passesOf('train', records).length, eval: passesOf('eval', records).length };
}

/**
 * What a request is about.
 * @param channel the evaluated moments of this one alone, [1]; null: of all
 * @throws RangeError where there is no such channel; what `breathe` throws
 */
export async function gapSubject(
  { initial, passes }: Pick<Session, 'initial' | 'passes'>,
  { pass, input }: GapRequest,
  breathe?: () => Promise<void>,
  channel: number | null = null,
): Promise<GapSubject | GapRefusal> {
  const records = pass === null ? [] : passes.slice(0, pass + 1);
  const record = records.at(-1);
  if (!record) return 'no-train-pass';
  const { layer } = record;
  // Eval takes what the process had: what no pass of the program explains of it is `other`.
  const state = { ...record.after, ...record.recorded?.after };
  if (!isTracking(layer)) return 'no-running-values';
  const history = trainHistory(initial, records);
  if (history.passes.length === 0) return 'no-train-pass';
  if (input === 'pass' && record.kind === 'refused') return 'refused-pass';
  const batches = input === 'pass' ? [record].filter((one) => one.kind === 'computed') : passesOf(input, records);
  if (batches.length === 0) return 'no-eval-pass';
  const groups = batches[0].moments.shift.length;
  if (channel !== null && channel >= groups) throw new RangeError(`channel ${channel}: there are ${groups}`);
  const moments = await unionOf(batches, channel, breathe);
  return { history, evaluated: { layer, moments, state }, batches, record };
}
