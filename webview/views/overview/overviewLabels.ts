import type { Finding } from '../../../src/session/index.js';
import { labelPitch, pushApart } from '../../charts/labelLayout.js';
import { rowCentre, type OverviewRows } from './overviewRows.js';

export interface OverviewLabel {
  /** null: the line that counts those without a label. */
  readonly channel: number | null;
  readonly text: string;
  /** Second line under it. */
  readonly detail: string | null;
  readonly isSelected: boolean;
  /** Middle of the channel's row, and of the label's first line. */
  readonly rowY: number;
  readonly y: number;
}

const mostLabels = 12;

/**
 * Labels at the right of the overview, a channel once: the selected ones, then findings in their order (worst first), so
 * many as fit. `detailOf` says the selected channel's value.
 */
export function overviewLabels(
  findings: readonly Finding[],
  selected: readonly number[],
  detailOf: (channel: number) => string | null,
  rows: OverviewRows,
  isOnAxis: (finding: Finding) => boolean,
): readonly OverviewLabel[] {
  const worst = new Map<number, Finding>();
  for (const finding of findings) {
    const { channel } = finding;
    if (channel !== undefined && isOnAxis(finding) && !worst.has(channel)) worst.set(channel, finding);
  }
  const channels = [...selected, ...[...worst.keys()].filter((channel) => !selected.includes(channel))];
  const height = rows.rows * rows.rowHeight;
  const lines = Math.max(3, Math.floor(height / labelPitch) + 1);
  const details = new Map(selected.slice(0, 1).map((channel) => [channel, detailOf(channel)]));
  const extra = [...details.values()].filter((detail) => detail !== null).length;
  const fits = (count: number): boolean => count + extra <= lines;
  let kept = Math.min(mostLabels, channels.length);
  while (kept > 1 && !fits(kept + (kept < channels.length ? 1 : 0))) kept--;
  const left = channels.length - kept;

  const labels: Omit<OverviewLabel, 'y'>[] = channels
    .slice(0, kept)
    .map((channel) => ({
      channel,
      text: [String(channel), worst.get(channel)?.label].filter(Boolean).join(' '),
      detail: details.get(channel) ?? null,
      isSelected: selected.includes(channel),
      rowY: rowCentre(rows, channel),
    }))
    .sort((a, b) => a.rowY - b.rowY);
  if (left > 0) labels.push({ channel: null, text: `+ ${left} more`, detail: null, isSelected: false, rowY: height });
  const pitches = labels.map(({ detail }) => (detail === null ? labelPitch : 2 * labelPitch));
  const tail = labels.at(-1)?.detail === null ? 0 : labelPitch;
  const placed = pushApart(
    labels.map(({ rowY }) => rowY),
    3,
    Math.max(height + 6 - tail, labelPitch * (labels.length + extra)),
    pitches,
  );
  return labels.map((label, index) => ({ ...label, y: placed[index] }));
}
