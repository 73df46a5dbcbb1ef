import { html, nothing, svg, type TemplateResult } from 'lit';
import { legendBar, legendPointer } from '../../charts/heatmap/legend.js';
import { significant } from '../../kit/format.js';
import type { OutputScale } from './outputModel.js';

/** A vertical bar of the pictures' height with the ends and the middle of its scale, and a tick at one value. */
export function outputLegend(
  id: string,
  { scale, middle, limit }: OutputScale,
  width: number,
  height: number,
  value: number,
): TemplateResult {
  const length = Math.max(48, height);
  const place = { id, x: 12, y: 0, length, thickness: 8, isVertical: true };
  const label = (y: number, text: string): unknown =>
    svg`<text class="bn-tick" x="24" y=${y} dy=".35em">${text}</text>`;
  const end = significant(limit, 3);
  return html`<svg class="bn-chart bn-output-legend" width=${width} height=${length} aria-hidden="true">
    ${legendBar(scale, place)} ${label(6, `+${end}`)} ${label(length / 2, middle === 0 ? '0' : significant(middle, 4))}
    ${label(length - 6, `−${end}`)} ${Number.isFinite(value) ? legendPointer(place, scale.share(value)) : nothing}
  </svg>`;
}

/** Whether the labels at the ends need more room than `+10` does. */
export function hasLongEnds({ limit }: OutputScale): boolean {
  return significant(limit, 3).length > 2;
}
