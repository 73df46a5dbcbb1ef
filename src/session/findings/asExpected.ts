import type { ExpectedFinding, ExpectedFindings } from '../program/index.js';
import { bySeverity } from '../severity.js';
import type { Finding } from './finding.js';

/** Whether findings are what a program expects them to be, and what is otherwise. */
export interface FindingsVerdict {
  readonly passed: boolean;
  readonly expected: string;
  readonly found: string;
}

type Judged = Pick<Finding, 'rule' | 'severity' | 'pass' | 'channel' | 'message'> & {
  readonly channels?: ArrayLike<number>;
};

export function asExpected(expected: ExpectedFindings, findings: readonly Judged[]): FindingsVerdict {
  if ('none' in expected) {
    const { none } = expected;
    const bad = findings.filter(({ severity }) => bySeverity(severity, none) <= 0);
    const found = bad.map(({ rule, message }) => `${rule}: ${message}`).join('\n');
    return { passed: bad.length === 0, expected: `no finding that is ${none} or worse`, found: found || 'none' };
  }
  const missing = expected.filter((wanted) => !findings.some((finding) => isMeant(wanted, finding)));
  return {
    passed: missing.length === 0,
    expected: missing.length === 0 ? expected.map(wordsOf).join('\n') : missing.map(wordsOf).join('\n'),
    found:
      findings
        .map(({ rule, pass, channel }) => wordsOf({ rule, pass, ...(channel !== undefined && { channel }) }))
        .join('\n') || 'no findings',
  };
}

function isMeant({ rule, pass, channel }: ExpectedFinding, finding: Judged): boolean {
  if (finding.rule !== rule || (pass !== undefined && finding.pass !== pass)) return false;
  if (channel === undefined || finding.channel === channel) return true;
  if (finding.channels) return Array.prototype.includes.call(finding.channels, channel);
  return finding.channel === undefined;
}

function wordsOf({ rule, pass, channel }: ExpectedFinding): string {
  const where = [
    ...(channel === undefined ? [] : [`channel ${channel}`]),
    ...(pass === undefined ? [] : [pass < 0 ? 'in the state' : `pass ${pass + 1}`]),
  ];
  return where.length === 0 ? rule : `${rule}, ${where.join(', ')}`;
}
