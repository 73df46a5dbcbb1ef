import type { Batch, PlannedPass } from '../program/index.js';
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

function isSamePass(a: PlannedPass, b: PlannedPass | undefined): boolean {
  if (a.mode !== b?.mode || !isSameBatch(a.batch, b.batch)) return false;
  // Of most passes that is all: writing 100,000 of them out takes longer than planning them.
  return (isPlain(a) && isPlain(b)) || JSON.stringify(a) === JSON.stringify(b);
}

/** But for parts. */
function isSameBatch(a: Batch, b: Batch): boolean {
  const isCutAlike = a.rows?.start === b.rows?.start && a.rows?.count === b.rows?.count;
  return a.uri === b.uri && a.label === b.label && isCutAlike;
}

/** A pass with nothing but mode and batch. */
function isPlain(pass: PlannedPass): boolean {
  return pass.batch.parts === undefined && Object.keys(pass).length === 2;
}
