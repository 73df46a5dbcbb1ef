import { stagesOf, type Mode } from '../../engine/index.js';
import { isBeginning, layerForPass } from '../records/index.js';
import type { Batch, PlannedPass } from '../program/index.js';
import type { Cursor, Session } from './session.js';

/** Steps over an immutable session. None computes a number: those are in the records. */

/** The pass that all views show; null before the first. */
export function shownPassOf({ cursor }: Session): number | null {
  const shown = cursor.stage === null ? cursor.pass - 1 : cursor.pass;
  return shown < 0 ? null : shown;
}

/** The pass that the next Train or Eval runs, as an index into the plan (its length at the end). */
export function comingPass({ cursor }: Session): number {
  return cursor.stage === null ? cursor.pass : cursor.pass + 1;
}

/** The batch that Train or Eval would take if pressed now; null where the program has none, but a state alone. */
export function comingBatch(session: Session, mode: Mode): Batch | null {
  const { plan } = session;
  if (plan.length === 0) return null;
  const coming = plan.at(comingPass(session));
  if (coming && comingPass(session) < plan.length) return coming.batch;
  if (mode === 'eval') {
    // What was trained on last, unless the program has a batch of its own for evaluation.
    return batchesOfPlan(plan).evaluated;
  }
  return batchesOfPlan(plan).trained;
}

/** What another Train or Eval would take at the end of a plan. */
interface PlanBatches {
  readonly plan: readonly PlannedPass[];
  /** Each once, in the order in which they come, by place and label. */
  readonly trained: Map<string, Batch>;
  trainPasses: number;
  evaluated: Batch | null;
}

/** By a plan's first pass: a plan that goes on from the one before costs what is new. */
const planBatches = new WeakMap<PlannedPass, PlanBatches>();

function batchesOfPlan(plan: readonly PlannedPass[]): { readonly trained: Batch; readonly evaluated: Batch } {
  const before = planBatches.get(plan[0]);
  const goesOn = before && isBeginning(before.plan, plan) ? before : null;
  const known: PlanBatches = goesOn
    ? { ...goesOn, plan }
    : { plan, trained: new Map<string, Batch>(), trainPasses: 0, evaluated: null };
  for (let pass = goesOn?.plan.length ?? 0; pass < plan.length; pass++) take(known, plan[pass]);
  planBatches.set(plan[0], known);
  const batches = [...known.trained.values()];
  return {
    trained: batches.length === 0 ? plan[0].batch : batches[known.trainPasses % batches.length],
    evaluated: known.evaluated ?? plan[plan.length - 1].batch,
  };
}

function take(batches: PlanBatches, { mode, batch }: PlannedPass): void {
  if (mode === 'eval') {
    batches.evaluated = batch;
    return;
  }
  batches.trainPasses++;
  const key = `${batch.uri} ${batch.label}`;
  // The latest of those that are the same, at the place of the first.
  batches.trained.set(key, batch);
}

export function at(session: Session, pass: number, stage: number | null = null): Session {
  return { ...session, cursor: { pass, stage } };
}

/** One stage back inside a pass, otherwise one pass. */
export function stepBack(session: Session): Session {
  const { pass, stage } = session.cursor;
  if (stage !== null) return at(session, pass, stage > 0 ? stage - 1 : null);
  return at(session, Math.max(0, pass - 1));
}

/** Into the pass at the cursor, which has been computed, or over its next stage. A refused pass has no stages. */
export function stepInto(session: Session): Session {
  const { pass, stage } = session.cursor;
  const record = session.passes[pass];
  if (record.kind === 'refused') return at(session, pass + 1);
  if (stage === null) return at(session, pass, 0);
  const last = stagesOf(layerForPass(record.layer, record.plan), record.plan.mode).length - 1;
  return stage < last ? at(session, pass, stage + 1) : at(session, pass + 1);
}

/** Out of the pass that the cursor is in, to its end. */
export function stepOut(session: Session): Session {
  const { pass, stage } = session.cursor;
  return stage === null ? session : at(session, pass + 1);
}

/** Behind a pass that is computed, or in it, before one of its stages (the nearest that it has). A refused pass has none. */
export function inPass(session: Session, pass: number, stage: number | null): Session {
  if (stage === null || session.passes[pass].kind === 'refused') return at(session, pass + 1);
  return clamped(session, { pass, stage: Math.max(0, stage) });
}

/** The cursor brought back to what is computed, and to the stages that the pass has. */
export function clamped(session: Session, { pass, stage }: Cursor): Session {
  const record = session.passes.at(pass);
  if (stage === null || pass >= session.passes.length || record?.kind !== 'computed') {
    return at(session, Math.min(pass, session.passes.length));
  }
  return at(
    session,
    pass,
    Math.min(stage, stagesOf(layerForPass(record.layer, record.plan), record.plan.mode).length - 1),
  );
}
