import { bySeverity, type ModelReport, type PassReport, type SessionReport } from '../../session/index.js';

/** How bad a finding may be before a report fails; undefined: findings are read, not judged. */
export type FailOn = 'error' | 'warning' | undefined;

/**
 * 0; 1 where something expected does not hold, or a finding is as bad as `failOn`; 2 where a file is missing or refused, or
 * nothing could run. A pass that was refused for what its file holds is a finding.
 */
export function exitCode({ passes, findings }: SessionReport, failOn: FailOn): 0 | 1 | 2 {
  const isRefused = passes.length > 0 && passes.every(({ error }) => error !== undefined);
  if (isRefused || passes.some(({ unreadable }) => unreadable)) return 2;
  const fails = (pass: PassReport) =>
    [pass.expect, pass.expectGrad, pass.stateAfter].some((compared) => compared?.passed === false);
  if (passes.some(fails)) return 1;
  return isAsBad(findings, failOn) ? 1 : 0;
}

/** The same of several layers: 2 where one could not be opened or a file of it is refused, or no pass of a layer that has some could run. */
export function modelExitCode({ layers, findings }: ModelReport, failOn: FailOn): 0 | 1 | 2 {
  const isBroken = layers.some(
    ({ problem, unreadable, refused = 0, passCount }) =>
      problem !== undefined || unreadable !== undefined || (passCount > 0 && refused === passCount),
  );
  if (isBroken || layers.length === 0) return 2;
  if (layers.some(({ failed }) => failed !== undefined)) return 1;
  return isAsBad(findings, failOn) ? 1 : 0;
}

function isAsBad(findings: SessionReport['findings'], failOn: FailOn): boolean {
  return failOn !== undefined && findings.some(({ severity }) => bySeverity(severity, failOn) <= 0);
}
