import { findingsOf, type Finding } from '../../src/session/index.js';
import { healthyProgram, type Healthy } from './healthy.js';

/** What one batch, or one state, literally is, whatever it comes from: a ReLU that did not fire, or hardly. */
const LITERAL = ['zero-variance', 'eps-dominates', 'cancellation'];

/**
 * Warnings and errors of a healthy program, but for what is so: a start that does weigh, by its numbers less what chance may
 * do to them, and what a batch literally is.
 */
export function falseAlarms({ session, left }: Healthy): readonly Finding[] {
  const startMatters = left.gap > 0.15 || left.spread > 1.1;
  return findingsOf(session).filter(
    ({ rule, severity }) =>
      severity !== 'info' && !LITERAL.includes(rule) && !(rule === 'not-converged' && startMatters),
  );
}

/** @returns how many of these programs were told something */
export async function alarmsAmong(from: number, count: number, tell: (line: string) => void): Promise<number> {
  let alarms = 0;
  for (let seed = from; seed < from + count; seed++) {
    const program = await healthyProgram(seed);
    const found = falseAlarms(program);
    if (found.length === 0) continue;
    alarms += 1;
    tell(program.about);
    for (const { rule, pass, channel, message } of found.slice(0, 2)) {
      tell(`    ${rule}, pass ${pass}, channel ${channel ?? '–'}: ${message}`);
    }
  }
  return alarms;
}
