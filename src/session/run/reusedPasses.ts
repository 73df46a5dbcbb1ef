import type { Batch, PlannedPass, RecordedBatch, RecordedPlace } from '../program/index.js';
import type { PassRecord } from '../records/index.js';
import type { Session } from './session.js';

/** The records of `before` that are true in `next` as well: the same layer, the same start, the same first passes. */
export function reusedPasses(before: Session, next: Session): readonly PassRecord[] {
  const isSameStart =
    JSON.stringify({ ...before.program, steps: null }) === JSON.stringify({ ...next.program, steps: null }) &&
    before.layer.channelAxis === next.layer.channelAxis &&
    before.initial.runningMean?.length === next.initial.runningMean?.length &&
    before.initial.gamma?.length === next.initial.gamma?.length;
  if (!isSameStart) return [];
  const differs = before.passes.findIndex(({ plan }, index) => !isSamePass(plan, next.plan.at(index)));
  return differs < 0 ? before.passes : before.passes.slice(0, differs);
}

/** Whether a session is another one with passes added behind so many. Their files may have changed. */
export function continues(before: Session, next: Session, passes: number): boolean {
  return (
    next.plan.length >= passes &&
    before.layer.channelAxis === next.layer.channelAxis &&
    JSON.stringify(before.program) === JSON.stringify(next.program) &&
    hasTraining(before) === hasTraining(next) &&
    before.plan.slice(0, passes).every((pass, index) => isSamePass(pass, next.plan.at(index)))
  );
}

/** Rules are told of it at the start. */
function hasTraining({ plan }: Session): boolean {
  return plan.some(({ mode, keepsState }) => mode === 'train' && !keepsState);
}

/** Whether two plans run the same pass of the same file. */
export function isSamePass(a: PlannedPass, b: PlannedPass | undefined): boolean {
  if (a.mode !== b?.mode || !isSameBatch(a.batch, b.batch)) return false;
  // Of most passes that is all: writing 100,000 of them out takes longer than planning them.
  if (isRecordedAlone(a) && isRecordedAlone(b)) return isSamePlace(a.recorded.recorded, b.recorded.recorded);
  return (isPlain(a) && isPlain(b)) || JSON.stringify(a) === JSON.stringify(b);
}

/** But for parts. */
function isSameBatch(a: Batch, b: Batch): boolean {
  const isCutAlike = a.rows?.start === b.rows?.start && a.rows?.count === b.rows?.count;
  return a.uri === b.uri && a.label === b.label && isCutAlike;
}

/** A pass with nothing but its statistics; with a file of its values it has another batch. */
function isRecordedAlone(pass: PlannedPass): pass is PlannedPass & { readonly recorded: RecordedBatch } {
  return pass.recorded === pass.batch && Object.keys(pass).length === 3;
}

function isSamePlace(a: RecordedPlace, b: RecordedPlace): boolean {
  const isSameShape = a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis]);
  return isSameShape && a.index === b.index && a.count === b.count && a.dtype === b.dtype && a.step === b.step;
}

/** A pass with nothing but mode and batch. */
function isPlain(pass: PlannedPass): boolean {
  return pass.batch.parts === undefined && Object.keys(pass).length === 2;
}
