import { EngineError } from '../../engine/index.js';
import { isRecorded } from '../program/index.js';
import { shownPassOf, type Session } from '../run/index.js';

/** More passes say less than their number. */
const mostNamed = 6;

/** A view of values was asked for at a pass of which only the statistics were recorded. */
export class NoValuesError extends EngineError {
  /** @param passes that have values, from 0 */
  constructor(
    message: string,
    readonly passes: readonly number[],
  ) {
    super(message);
  }
}

/** `Pass 1 recorded no values, only its statistics. Passes 2 and 4 recorded theirs.` */
export function noValues(session: Session, request: object): NoValuesError {
  const asked = 'pass' in request && typeof request.pass === 'number' ? request.pass : shownPassOf(session);
  const pass = (asked ?? session.cursor.pass) + 1;
  const passes = [...session.plan.keys()].filter((index) => !isRecorded(session.plan[index].batch));
  return new NoValuesError(`Pass ${pass} recorded no values, only its statistics. ${whoDid(passes)}`, passes);
}

function whoDid(passes: readonly number[]): string {
  const named = passes.slice(0, mostNamed).map((pass) => `${pass + 1}`);
  const last = passes.length > mostNamed ? `${passes.length - mostNamed} more` : (named.pop() ?? '');
  if (passes.length === 0) return 'No pass of this recording did.';
  if (named.length === 0) return `Pass ${last} recorded its own.`;
  return `Passes ${named.join(', ')} and ${last} recorded theirs.`;
}
