import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { Finding } from '../../../src/session/index.js';
import { columnLeft, isOnAxis, passesLeft, type PassAxis } from '../../charts/passes/passAxis.js';
import { columnInside, passNumbers } from '../../charts/passes/passMarks.js';
import type { OverviewLabel } from './overviewLabels.js';
import { channelTicks, rowCentre, rowOf, type OverviewRows } from './overviewRows.js';
import { severityMark } from './severityMark.js';

/** Pixels above the picture (for the tab of the current pass) and below it (tab and pass numbers). */
export const overviewMargin = { top: 4, bottom: 18 } as const;

/** More marks would hide the picture. */
const mostMarks = 200;

/** Everything but the colours and the cross: axes, frames, tabs, findings (worst first) with their labels. */
export function overviewDrawing(
  { passes, shown }: SessionSnapshot,
  findings: readonly Finding[],
  axis: PassAxis,
  rows: OverviewRows,
  channels: readonly number[],
  labels: readonly OverviewLabel[],
): SVGTemplateResult {
  const { top } = overviewMargin;
  const height = rows.rows * rows.rowHeight;
  const isVisible = shown !== null && shown >= axis.from && shown < axis.to;
  const current = isVisible ? columnInside(axis, shown) : null;
  const marks = findings
    .filter(({ channel, pass }) => channel !== undefined && isOnAxis(axis, pass))
    .slice(0, mostMarks)
    // The worst are drawn last, over the others.
    .reverse();
  return svg`
    <text class="bn-tick" x="0" y=${top + 4} dy=".35em">ch.</text>
    ${channelTicks(rows).map(
      (channel) =>
        svg`<text class="bn-tick bn-end" x=${axis.left - 8} y=${top + rowCentre(rows, channel)} dy=".35em">${channel}</text>`,
    )}
    ${
      current
        ? svg`<path class="bn-tab" d="M${current.x} 0h${current.width}v${top}h-${current.width}Z
            M${current.x} ${top + height}h${current.width}v3h-${current.width}Z" />`
        : nothing
    }
    ${channels.map((channel) => frame(axis, rows, channel))}
    ${marks.map(({ severity, channel = 0, pass }) =>
      severityMark(severity, columnLeft(axis, pass), top + rowCentre(rows, channel)),
    )}
    ${labels.map((label) => directLabel(label, axis, top))}
    ${passNumbers(axis, passes, shown, top + height + 10.5, false)}`;
}

function frame(axis: PassAxis, rows: OverviewRows, channel: number): SVGTemplateResult {
  const y = overviewMargin.top + rowOf(rows, channel) * rows.rowHeight;
  const left = passesLeft(axis) - 4;
  return svg`<rect class="bn-frame" x=${left + 0.5} y=${y - 0.5} width=${axis.right - left + 1} height=${rows.rowHeight + 1} />`;
}

function directLabel(
  { channel, text, detail, isSelected, rowY, y }: OverviewLabel,
  axis: PassAxis,
  top: number,
): SVGTemplateResult {
  const x = axis.right + 8;
  return svg`
    ${channel === null ? nothing : svg`<path class="bn-leader" d="M${axis.right + 2} ${half(top + rowY)}L${x - 3} ${half(top + y)}" />`}
    <text class="bn-direct ${isSelected ? 'bn-strong bn-plain' : ''}" x=${x} y=${top + y} dy=".35em">${text}</text>
    ${detail === null ? nothing : svg`<text class="bn-direct bn-plain" x=${x} y=${top + y + 13} dy=".35em">${detail}</text>`}`;
}

function half(y: number): number {
  return Math.floor(y) + 0.5;
}
