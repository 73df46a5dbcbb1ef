import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { Distribution } from '../../../src/session/index.js';
import { axisTicks, tickLabel, type AxisTicks } from '../../charts/axisTicks.js';
import { barsPath, normalPath, outlinePath } from '../../charts/histogramPath.js';
import { gapNumber, significant } from '../../kit/format.js';
import { meanSigma } from '../../kit/meanSigma.js';
import { shareText } from '../../kit/shareText.js';
import type { DistributionLayout, DistributionRow } from './distributionLayout.js';

/** Pixels that a tick label needs. */
const tickPitch = 34;

/** The histograms with their axes, and mean ± σ at the right. */
export function distributionDrawing(
  distribution: Distribution,
  layout: DistributionLayout,
  isEval: boolean,
): SVGTemplateResult {
  const { rows, left, right, bottom } = layout;
  const shared = rows.find(({ hasOwnAxis }) => !hasOwnAxis) ?? rows[0];
  return svg`
    ${valueAxis(shared, layout, bottom)}
    <text class="bn-tick" x="0" y=${bottom + 10} dy=".35em">value</text>
    ${rows.map(
      (row) => svg`
      ${row.hasOwnAxis ? ownAxis(row, layout) : nothing}
      <path class="bn-zero" d="M${left} ${half(row.layout.baseline)}H${right}" />
      ${shareTick(row, left)} ${histogram(row, distribution, layout, isEval)}
      <text class="bn-row-name" x="0" y=${row.layout.baseline - 6} dy=".35em">${row.name}</text>
      ${rowMoments(row, distribution, right + 8, isEval)}`,
    )}`;
}

function shareTick({ share, layout: { baseline } }: DistributionRow, left: number): SVGTemplateResult | typeof nothing {
  if (!share) return nothing;
  const y = baseline - share.height;
  return svg`<path class="bn-zero" d="M${left - 4} ${half(y)}h4" />
    <text class="bn-tick bn-end" x=${left - 6} y=${y} dy=".35em">${shareText(share.value).replace('.0', '')}</text>`;
}

function histogram(
  row: DistributionRow,
  { evalNormalized, moments }: Distribution,
  layout: DistributionLayout,
  isEval: boolean,
): SVGTemplateResult {
  const { edges, shares } = row;
  const [evalMean] = moments.evalNormalized;
  const isOutside = evalNormalized?.every((share) => share === 0) ?? false;
  if (row.name !== 'x̂') return svg`<path class="bn-neutral" d=${barsPath(edges, shares, row.layout)} />`;
  const last = edges[edges.length - 1];
  const normal = normalPath(edges[1] - edges[0], edges[0], last, layout.most, row.layout);
  // The label goes where the bars are not: left of the bell, or right of it.
  const leftOfBell = row.layout.x(Math.max(edges[0], -3));
  const isRoomLeft = leftOfBell - layout.left >= 18;
  return svg`
    <path class=${isEval ? 'bn-fill-running' : 'bn-fill-batch'} d=${barsPath(edges, shares, row.layout)} />
    ${normal === '' ? nothing : svg`<path class="bn-normal" d=${normal} />`}
    ${
      evalNormalized && !isEval && !isOutside
        ? svg`<path class="bn-eval-line" d=${outlinePath(edges, evalNormalized, row.layout)} />`
        : nothing
    }
    ${isOutside && !isEval && !Number.isNaN(evalMean) ? beyondEdge(evalMean < edges[0], layout, row.layout.baseline - 7) : nothing}
    ${
      normal === ''
        ? nothing
        : isRoomLeft
          ? svg`<text class="bn-tick bn-halo" x=${layout.left + 5} y=${row.layout.baseline - 26} dy=".35em">N(0, 1)</text>`
          : svg`<text class="bn-tick bn-halo bn-end" x=${layout.right - 5} y=${row.layout.baseline - 26} dy=".35em">N(0, 1)</text>`
    }`;
}

/** A triangle at the edge beyond which eval's x̂ lies. */
function beyondEdge(isLeft: boolean, { left, right }: DistributionLayout, y: number): SVGTemplateResult {
  return isLeft
    ? svg`<path class="bn-fill-running" d="M${left} ${y}l7 -4.5v9Z" />`
    : svg`<path class="bn-fill-running" d="M${right} ${y}l-7 -4.5v9Z" />`;
}

function rowMoments(
  row: DistributionRow,
  { moments, evalNormalized }: Distribution,
  x: number,
  isEval: boolean,
): SVGTemplateResult {
  const y = row.layout.baseline - 8;
  const text = (of: Float64Array, at: number, role: string, before = ''): SVGTemplateResult =>
    svg`<text class="bn-direct ${role}" x=${x} y=${at} dy=".35em">${before}${meanSigma(of[0], of[1])}</text>`;
  switch (row.name) {
    case 'x':
      return text(moments.x, y, 'bn-plain');
    case 'y':
      return text(moments.y, y, 'bn-plain');
    case 'x̂': {
      if (isEval) return text(moments.normalized, y, 'bn-running', 'eval ');
      if (!evalNormalized) return text(moments.normalized, y, 'bn-batch');
      const [mean, sigma] = moments.evalNormalized;
      const far = `eval ${gapNumber(mean)}`;
      // Far off, where it is matters and no longer how wide; both would not fit.
      const line = Number.isNaN(mean) || far.length > 12 ? far : `${far} ± ${significant(sigma, 3)}`;
      return svg`${text(moments.normalized, y - 12, 'bn-batch')}
        <text class="bn-direct bn-running" x=${x} y=${y + 1} dy=".35em">${line}</text>`;
    }
  }
}

/** Vertical lines at round values with labels under them, for all rows that share the axis. */
function valueAxis(
  { edges, layout }: DistributionRow,
  { left, right, top }: DistributionLayout,
  bottom: number,
): SVGTemplateResult {
  const { ticks, offset } = fittingTicks(edges, right - left);
  return svg`
    ${ticks.map(
      ({ value, label }) => svg`
      <path class=${value === 0 ? 'bn-zero' : 'bn-grid'} d="M${half(layout.x(value))} ${top}V${bottom}" />
      <text class="bn-tick bn-middle" x=${layout.x(value)} y=${bottom + 10} dy=".35em">${label}</text>`,
    )}
    ${offset === 0 ? nothing : svg`<text class="bn-tick" x=${right + 8} y=${bottom + 10} dy=".35em">from ${tickLabel(offset, Math.abs(offset))}</text>`}`;
}

/** x's own axis, under its row. */
function ownAxis({ edges, layout }: DistributionRow, { left, right }: DistributionLayout): SVGTemplateResult {
  const { ticks, offset } = fittingTicks(edges, right - left);
  return svg`${ticks.map(
    ({ value, label }) => svg`
      <path class="bn-grid" d="M${half(layout.x(value))} 0V${layout.baseline}" />
      <text class="bn-tick bn-middle" x=${layout.x(value)} y=${layout.baseline + 9} dy=".35em">${label}</text>`,
  )}${offset === 0 ? nothing : svg`<text class="bn-tick" x=${right + 8} y=${layout.baseline + 9} dy=".35em">from ${tickLabel(offset, Math.abs(offset))}</text>`}`;
}

/** As many ticks as have room for their labels. */
function fittingTicks(edges: Float64Array, width: number): AxisTicks {
  const [low, high] = [edges[0], edges[edges.length - 1]];
  for (let wanted = Math.max(2, Math.round(width / tickPitch)); ; wanted--) {
    const axis = axisTicks(low, high, wanted);
    const longest = Math.max(...axis.ticks.map(({ label }) => label.length));
    const pitch = width / Math.max(1, axis.ticks.length);
    if (wanted <= 2 || pitch >= longest * 7 + 8) return axis;
  }
}

function half(at: number): number {
  return Math.floor(at) + 0.5;
}
