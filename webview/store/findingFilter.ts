import type { Finding } from '../../src/session/index.js';
import type { Severity } from '../../src/session/severity.js';

/** What of the findings is listed. */
export interface FindingFilter {
  /** Words of a rule, its label or id, and numbers or ranges of channels: `gap 5`, `nan, 30-40`; empty: all. */
  readonly text: string;
  readonly hidden: readonly Severity[];
}

/**
 * Whether a finding is listed: one of the words is in its rule's id or label, and one of the numbers is a channel that
 * it is about. A finding about all channels is about each of them.
 */
export function passesFilter(finding: Finding, { text, hidden }: FindingFilter): boolean {
  if (hidden.includes(finding.severity)) return false;
  const parts = text
    .toLowerCase()
    .split(/[\s,;]+/u)
    .filter((part) => part !== '');
  const ranges = parts.map(rangeOf).filter((range) => range !== null);
  const words = parts.filter((part) => rangeOf(part) === null);
  const name = `${finding.rule} ${finding.label}`.toLowerCase();
  return (
    (words.length === 0 || words.some((word) => name.includes(word))) &&
    (ranges.length === 0 || ranges.some((range) => isAbout(finding, range)))
  );
}

/** `37` or `30-40`, both ends included. */
function rangeOf(part: string): readonly [number, number] | null {
  const match = /^(\d+)(?:[-–](\d+))?$/u.exec(part);
  if (!match) return null;
  const [from, to] = [Number(match[1]), Number(match.at(2) ?? match[1])];
  return [Math.min(from, to), Math.max(from, to)];
}

function isAbout({ channel, channels }: Finding, [from, to]: readonly [number, number]): boolean {
  const inside = (one: number): boolean => one >= from && one <= to;
  if (channels) return channels.some(inside);
  return channel === undefined || inside(channel);
}
