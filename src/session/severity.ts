/** How bad something is, and which is worse: the one definition for session, worker, terminal and panel. Needs nothing. */
export type Severity = 'error' | 'warning' | 'info';

/** Worst first, as findings are listed. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Sorts the worst first. */
export function bySeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}

/** As arrays of numbers hold it, larger where it is worse: 0 none, 1 info, 2 warning, 3 error. */
export function severityRank(severity: Severity | null): number {
  return severity === null ? 0 : severities.length - severities.indexOf(severity);
}

/** The severity of such a number; null for 0. */
export function severityOfRank(rank: number): Severity | null {
  return severities.at(severities.length - rank) ?? null;
}
