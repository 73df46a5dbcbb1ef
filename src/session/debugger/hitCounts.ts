import { isBeginning, type PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';

/** Whether something holds at the end of a pass that has run. */
export type Holds = (session: Session, pass: number) => boolean | Promise<boolean>;

/**
 * How often something held up to the end of a pass, from the program's start: a function of the pass alone, however a run
 * came there. Each pass is asked about once while the passes before it stay.
 */
export function hitCounts(holds: Holds): (session: Session, pass: number) => Promise<number> {
  let records: readonly PassRecord[] = [];
  let counts: number[] = [];
  return async (session, pass) => {
    const { passes } = session;
    if (!isBeginning(records, passes)) counts = [];
    for (let index = counts.length; index <= pass; index++) {
      counts.push((counts[index - 1] ?? 0) + ((await holds(session, index)) ? 1 : 0));
    }
    records = passes.slice(0, counts.length);
    return counts[pass];
  };
}
