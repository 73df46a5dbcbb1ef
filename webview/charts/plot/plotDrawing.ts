import { nothing, svg, type SVGTemplateResult } from 'lit';
import { tickLabel } from '../axisTicks.js';
import { barsPath, outlinePath } from '../histogramPath.js';
import { dotsPath, linePath } from '../linePath.js';
import type { PlacedSeries, PlotModel } from './plotModel.js';
import type { PlotSpec } from './plotSpec.js';

/** Axes, marks and labels of a plot. */
export function plotDrawing(spec: PlotSpec, model: PlotModel): SVGTemplateResult {
  const { left, right, top, bottom, x, y, placed, labels, marker } = model;
  const isOnly = placed.filter(({ series }) => series.mark === 'steps').length === 1;
  return svg`
    ${marker === null ? nothing : svg`<rect class="bn-current-column" x=${marker - 3.5} y=${top} width="7" height=${bottom - top} />`}
    ${x.ticks.map(
      ({ at, label, isZero }) => svg`
      <path class=${isZero ? 'bn-zero' : 'bn-grid'} d="M${crisp(at)} ${top}V${bottom}" />
      <text class="bn-tick bn-middle" x=${at} y=${bottom + 11} dy=".35em">${label}</text>`,
    )}
    ${y.ticks.map(
      ({ at, label, isZero }) => svg`
      <path class=${isZero ? 'bn-zero' : 'bn-grid'} d="M${left} ${crisp(at)}H${right}" />
      <text class="bn-tick bn-end" x=${left - 8} y=${at} dy=".35em">${label}</text>`,
    )}
    <text class="bn-tick" x="0" y="7" dy=".35em">${spec.yLabel}${y.offset === 0 ? '' : ` − ${tickLabel(y.offset, Math.abs(y.offset))}`}${y.isLog ? ', logarithmic' : ''}</text>
    <text class="bn-tick" x=${nameX(model)} y=${bottom + 11} dy=".35em">${spec.xLabel}${x.offset === 0 ? '' : ` − ${tickLabel(x.offset, Math.abs(x.offset))}`}</text>
    ${placed.map((series) => mark(series, model, isOnly))}
    ${labels.map(
      ({ text, role, y: at }) =>
        svg`<text class="bn-direct bn-${role}" x=${right + 8} y=${at} dy=".35em">${text}</text>`,
    )}`;
}

function mark(
  { series, points, edges, beyond }: PlacedSeries,
  { top, bottom }: PlotModel,
  isOnly: boolean,
): SVGTemplateResult {
  const role = `bn-mark-${series.role}`;
  switch (series.mark) {
    case 'line':
      return svg`<path class="bn-plot-line ${role}" stroke-dasharray=${series.dash ?? nothing} d=${linePath(points)} />
        ${beyond.map((at) => svg`<path class="bn-plot-beyond ${role}" d="M${at - 4} ${top + 1}h8l-4 -7Z" />`)}`;
    case 'dots':
      return svg`<path class="bn-plot-dots ${role}" stroke-width=${points.length > 200 ? 3 : 5} d=${dotsPath(points)} />`;
    case 'steps': {
      const layout = { x: (index: number) => edges[index], height: (share: number) => share, baseline: bottom };
      const indices = edges.map((_, index) => index);
      const heights = points.map(({ y }) => (Number.isFinite(y) ? bottom - y : 0));
      return isOnly
        ? svg`<path class="bn-plot-bars ${role}" d=${barsPath(indices, heights, layout)} />`
        : svg`<path class="bn-plot-outline ${role}" stroke-dasharray=${series.dash ?? nothing} d=${outlinePath(indices, heights, layout)} />`;
    }
  }
}

/** The axis' name stands right of its last number. */
function nameX({ x, right }: PlotModel): number {
  const last = x.ticks.at(-1);
  return Math.max(right + 8, last ? last.at + last.label.length * 3.5 + 8 : 0);
}

/** Lines of 1 px lie on pixels. */
function crisp(at: number): number {
  return Math.floor(at) + 0.5;
}
