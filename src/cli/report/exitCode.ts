import { bySeverity, type SessionReport } from '../../session/index.js';

/** How bad a finding may be before a report fails; undefined: findings are read, not judged. */
export type FailOn = 'error' | 'warning' | undefined;

/**
 * 0; 1 where something expected does not hold, or a finding is as bad as `failOn`; 2 where a file is missing or refused, or
 * nothing could run. A pass that was refused for what its file holds is a finding.
 */
export function exitCode({ passes, findings }: SessionReport, failOn: FailOn): 0 | 1 | 2 {
  if (
    passes.some(({ unreadable }) => unreadable) ||
    (passes.length > 0 && passes.every(({ error }) => error !== undefined))
  )
    return 2;
  if (passes.some(({ expect }) => expect?.passed === false)) return 1;
  return failOn !== undefined && findings.some(({ severity }) => bySeverity(severity, failOn) <= 0) ? 1 : 0;
}
