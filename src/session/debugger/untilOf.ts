import type { Values } from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import { compileCondition, ExpressionError, type Condition } from '../expressions/index.js';
import { findingsOf } from '../findings/index.js';
import { untilRecord, type RunAction, type RunRequest, type Session, type Until } from '../run/index.js';
import { bySeverity, type Severity } from '../severity.js';
import { hitCounts, type Holds } from './hitCounts.js';
import { namesOfValues, recordEnvironment } from './recordEnvironment.js';

/**
 * Stops at the end of the first pass at which a condition holds, in words of `expressions`. A name that has no value at a
 * pass, such as the running mean of a layer without one, makes it not hold there.
 * @param access to the batches, for conditions over their values
 * @param hits from which time on that it holds, counted from the program's start; 1: the first
 * @throws ExpressionError for a text that is no condition
 */
export function untilCondition(text: string, access: BatchAccess, hits = 1): Until {
  const condition = compileCondition(text);
  const readsValues = namesOfValues.some((name) => condition.names.has(name));
  const holds: Holds = readsValues
    ? async (session, pass) => {
        const { plan, shape } = session.passes[pass];
        // A batch that could not be read has no values.
        if (!shape) return false;
        return holdsAt(condition, session, pass, (await access.tensor(plan.batch)).values);
      }
    : (session, pass) => holdsAt(condition, session, pass);
  if (hits <= 1) return untilRecord(holds);
  const counts = hitCounts(holds);
  return untilRecord(async (session, pass) => (await holds(session, pass)) && (await counts(session, pass)) >= hits);
}

function holdsAt(condition: Condition, session: Session, pass: number, x?: Values): boolean {
  try {
    return condition.holds(recordEnvironment(session, pass, x));
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** Where an action that runs stops, beside its pass and step. @throws ExpressionError for a condition that is none */
export function untilOf(
  { condition, hits, finding }: RunAction,
  access: BatchAccess,
): NonNullable<RunRequest['until']> {
  return {
    ...(condition !== undefined && { condition: untilCondition(condition, access, hits) }),
    ...(finding !== undefined && { finding: untilFinding(finding) }),
  };
}

/** Stops at the end of the pass at which a finding of this severity, or a worse one, is first certain. */
export function untilFinding(severity: Severity): Until {
  return (session, from, to, direction) => {
    const known = findingsOf(session)
      .filter((finding) => bySeverity(finding.severity, severity) <= 0)
      .map((finding) => finding.known)
      .filter((pass) => pass >= from && pass < to);
    if (known.length === 0) return null;
    return direction === 'forward' ? Math.min(...known) : Math.max(...known);
  };
}
