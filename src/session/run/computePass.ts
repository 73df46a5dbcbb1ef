import { advance, checkFit, isTracking, layoutOf, stateAfterError, type EngineError } from '../../engine/index.js';
import { FormatError } from '../../formats/index.js';
import type { BatchHeader, BatchStore, StoreOptions } from '../batches/index.js';
import {
  compareOutput,
  type Comparison,
  type ComputedPass,
  layerForPass,
  type PassRecord,
  type RefusedPass,
} from '../records/index.js';
import { type Batch, batchOf, isRefusal, type PlannedPass } from '../program/index.js';
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
  let known: Pick<RefusedPass, 'shape' | 'moments'> = {};
  try {
    options?.signal?.throwIfAborted();
    if (plan.sets) start = await withSets(start, plan.sets, session.shape, openFrom(store, options));
    const { layer, before } = start;
    const header = await store.header(plan.batch, options);
    options?.onPass?.(passes.length, session.plan.length, plan.batch, header);
    options?.signal?.throwIfAborted();
    const { shape } = header;
    layoutOf(shape, layer);
    known = { shape };
    // What does not fit is not measured: it may have any number of channels.
    checkFit(layerForPass(layer, plan), plan.mode, before, shape);
    const batch = await store.moments(plan.batch, layer, options);
    known = batch;
    const { after } = advance(layerForPass(layer, plan), plan.mode, batch.moments, before, batch.shape);
    const facts = await store.facts(plan.batch, layer, batch, options);
    const { dtype } = header;
    const record: ComputedPass = { kind: 'computed', plan, ...start, ...batch, dtype, ...(facts && { facts }), after };
    const expect = await comparison(record, store, options);
    return expect ? { ...record, expect } : record;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const after = stateAfterError(error, start.before);
    const unreadable = error instanceof FormatError && { isUnreadable: true as const };
    const message = messageFor(plan.batch, error);
    return { kind: 'refused', plan, ...start, error: message, ...unreadable, ...known, after };
  }
}

/** A file's refusal names the file; the engine knows none. PyTorch's own words stay as they are. */
function messageFor({ label }: Batch, error: FormatError | EngineError): string {
  const { message } = error;
  return error instanceof FormatError || message.startsWith('Expected ') ? message : `${label}: ${message}`;
}

async function comparison(pass: ComputedPass, store: BatchStore, options?: RunOptions): Promise<Comparison | null> {
  const { expect, batch } = pass.plan;
  if (!expect) return null;
  try {
    const whole = batchOf(expect.uri);
    const { shape } = await store.header(whole, options);
    // The expected output of a whole file is there once for all of its mini-batches.
    const isOfWholeFile = batch.rows !== undefined && shape[0] > pass.shape[0];
    const expected = isOfWholeFile ? { ...whole, rows: batch.rows } : whole;
    const compared = await compareOutput(pass, expected, expect, store, options);
    if (compared.passed || compared.problem !== undefined) return compared;
    const inOtherMode = await comparedInOtherMode(pass, expected, store, options);
    return inOtherMode ? { ...compared, inOtherMode } : compared;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const unreadable = error instanceof FormatError && { isUnreadable: true as const };
    return { passed: false, maxAbsError: NaN, problem: error.message, ...unreadable };
  }
}

/** What the mode that was not meant would give; null where it gives nothing else, or refuses. */
async function comparedInOtherMode(
  pass: ComputedPass,
  expected: Batch,
  store: BatchStore,
  options?: RunOptions,
): Promise<Comparison['inOtherMode'] | null> {
  const { plan, layer, before } = pass;
  const { expect, mode } = plan;
  if (!expect || !before.runningMean || !isTracking(layer) || layer.convention.updates === 'never') return null;
  const other: ComputedPass = { ...pass, plan: { ...plan, mode: mode === 'train' ? 'eval' : 'train' } };
  try {
    const { passed, maxAbsError } = await compareOutput(other, expected, expect, store, options);
    return { passed, maxAbsError };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
}
