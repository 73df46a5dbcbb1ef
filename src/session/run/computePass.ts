import { advance, checkFit, layoutOf, stateAfterError, type EngineError } from '../../engine/index.js';
import { FormatError } from '../../formats/index.js';
import type { BatchHeader, BatchStore, StoreOptions } from '../batches/index.js';
import { type ComputedPass, layerForPass, type PassRecord, type RefusedPass } from '../records/index.js';
import { type Batch, isRefusal, type PlannedPass, type RecordedBatch } from '../program/index.js';
import { recordedPart, withRecorded } from './recordedStart.js';
import type { Session } from './session.js';
import { openFrom, startAfter, withSets } from './startOfPass.js';
import type { TurnOptions } from './turn.js';

/** What a long action needs from outside. */
export interface RunOptions extends StoreOptions, TurnOptions {
  /** Before pass `pass` of `passes` is computed. */
  readonly onPass?: (pass: number, passes: number, batch: Batch, header: BatchHeader) => void;
}

/**
 * Runs one pass after those that are computed, first setting what is set before it. What is wrong with its input becomes a
 * refused record, and the running values stay; the passes after it can still run. Where a value that is to be set cannot be
 * read, nothing is set.
 * @param plan the pass, which need not be in the session's own plan yet
 * @throws the signal's reason
 */
export async function computePass(
  session: Pick<Session, 'layer' | 'shape' | 'initial' | 'passes' | 'plan'>,
  plan: PlannedPass,
  store: BatchStore,
  options?: RunOptions,
): Promise<PassRecord> {
  const { passes } = session;
  let start = startAfter(session);
  let known: Pick<RefusedPass, 'shape' | 'moments' | 'recorded'> = {};
  try {
    options?.signal?.throwIfAborted();
    if (plan.sets) start = await withSets(start, plan.sets, session.shape, openFrom(store, options));
    const found = plan.recorded && store.recorded(plan.recorded, options);
    // Of most passes it has been read already.
    const told = found instanceof Promise ? await found : found;
    if (told) start = withRecorded(start, told, plan, passes.at(-1)?.recorded);
    const { layer, before } = start;
    const from = plan.recorded === plan.batch ? plan.batch : await readable(plan, store, options);
    const header = await store.header(from, options);
    options?.onPass?.(passes.length, session.plan.length, from, header);
    options?.signal?.throwIfAborted();
    const { shape } = header;
    const { groups } = layoutOf(shape, layer);
    const recorded = told && recordedPart(told, plan);
    known = { shape, recorded };
    // What does not fit is not measured: it may have any number of channels.
    checkFit(layerForPass(layer, plan), plan.mode, before, shape);
    const isFromRecord = told && from === plan.recorded && told.moments.shift.length === groups;
    const batch = isFromRecord ? { shape, moments: told.moments } : await store.moments(from, layer, options);
    if (plan.recorded) checkSameBatch(plan.recorded, from, batch.moments.count);
    known = { shape: batch.shape, moments: batch.moments, recorded };
    const { after } = advance(layerForPass(layer, plan), plan.mode, batch.moments, before, batch.shape);
    // Of a recorded pass there may be no values to look at.
    const facts = isFromRecord ? null : await store.facts(from, layer, batch, options);
    const { dtype } = header;
    const { set } = start;
    // Written out, without spreads: there may be 53,000 of them.
    const pass: ComputedPass = {
      kind: 'computed',
      plan,
      layer,
      before,
      shape: batch.shape,
      moments: batch.moments,
      dtype,
      after,
      recorded,
    };
    const record = set || facts ? { ...pass, ...(set && { set }), ...(facts && { facts }) } : pass;
    return expectsSomething(plan) ? await withExpected(record, session.shape, store, options) : record;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const after = stateAfterError(error, start.before);
    const unreadable = error instanceof FormatError && { isUnreadable: true as const };
    const message = messageFor(plan.batch, error);
    const record: RefusedPass = { kind: 'refused', plan, ...start, error: message, ...unreadable, ...known, after };
    return withExpected(record, session.shape, store, options);
  }
}

function expectsSomething({ expect, expectGrad, stateAfter }: PlannedPass): boolean {
  return expect !== undefined || expectGrad !== undefined || stateAfter !== undefined;
}

/** What compares is loaded where something is expected. */
async function withExpected(
  record: PassRecord,
  shape: readonly number[],
  store: BatchStore,
  options?: RunOptions,
): Promise<PassRecord> {
  if (!expectsSomething(record.plan)) return record;
  const { compareExpected } = await import('./compareExpected.js');
  return compareExpected(record, shape, store, options);
}

/** Where the pass's tensor cannot be read, its recorded statistics do; views of its values tell why. */
async function readable({ batch, recorded }: PlannedPass, store: BatchStore, options?: RunOptions): Promise<Batch> {
  if (!recorded || recorded === batch) return batch;
  try {
    await store.header(batch, options);
    return batch;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return recorded;
  }
}

/** A file's number says whose input it is. */
function checkSameBatch({ recorded, label }: RecordedBatch, from: Batch, count: number): void {
  if (count === recorded.count) return;
  throw new FormatError({
    file: from.label,
    place: 'shape',
    problem: `it is not the input of ${label}, which its number says`,
    expected: `${recorded.count} values per channel`,
    found: `${count}`,
  });
}

/** A file's refusal names the file; the engine knows none. PyTorch's own words stay as they are. */
function messageFor({ label }: Batch, error: FormatError | EngineError): string {
  const { message } = error;
  return error instanceof FormatError || message.startsWith('Expected ') ? message : `${label}: ${message}`;
}
