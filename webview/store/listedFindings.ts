import type { Finding } from '../../src/session/index.js';
import { bySeverity } from '../../src/session/severity.js';
import { passesFilter, type FindingFilter } from './findingFilter.js';

/** The findings as they are listed: errors first, then by |gap|; with their index in the snapshot. */
export function listedFindings(findings: readonly Finding[]): readonly { finding: Finding; index: number }[] {
  return findings
    .map((finding, index) => ({ finding, index }))
    .sort(
      (a, b) =>
        bySeverity(a.finding.severity, b.finding.severity) || byWeight(a.finding, b.finding) || a.index - b.index,
    );
}

/** Infinity − Infinity would be NaN, which no sort survives. */
function byWeight(a: Finding, b: Finding): number {
  return a.weight === b.weight ? 0 : b.weight - a.weight;
}

/** Those of them that the filter leaves. */
export function filteredFindings(
  findings: readonly Finding[],
  filter: FindingFilter,
): readonly { finding: Finding; index: number }[] {
  return listedFindings(findings).filter(({ finding }) => passesFilter(finding, filter));
}

/** The channel that a finding shows: its own, or the first that share it; undefined where it is about all. */
export function channelOf({ channel, channels }: Finding): number | undefined {
  return channels ? channels.at(0) : channel;
}
