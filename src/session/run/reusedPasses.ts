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

function isSamePass(a: PassRecord['plan'], b: PassRecord['plan'] | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
