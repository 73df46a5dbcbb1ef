import { scaleLinear } from 'd3';
import { nothing, svg, type SVGTemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Mode } from '../../../src/engine/index.js';
import { tickLabel, axisTicks } from '../../charts/axisTicks.js';
import { clipped, labelPitch, pushApart } from '../../charts/labelLayout.js';
import { bandPath, diamondsPath, dotsPath, linePath, whiskersPath } from '../../charts/linePath.js';
import type { PassAxis } from '../../charts/passes/passAxis.js';
import {
  cursorCut,
  domainOf,
  lastY,
  nanFrom,
  place,
  type Place,
  type PlacedQuantity,
  type Quantity,
} from './runningAveragesPlot.js';

const largestDot = 3.75;
/** Narrower columns have their line over the dots. */
const crowdedColumn = 4;
/** What marks at the domain's ends take beyond it, in pixels. */
const markRoom = 8;
/** Characters that the margin has room for. */
const longestLabel = 17;

export interface QuantityPlot {
  /** Of the elements that it names; its own in the page. */
  readonly id: string;
  readonly caption: string;
  readonly captionY: number;
  /** Pixels of the domain's ends, top first. */
  readonly range: readonly [top: number, bottom: number];
  readonly ticks: number;
  readonly withZero: boolean;
  readonly axis: PassAxis;
  readonly modes: readonly Mode[];
  readonly shown: number;
  readonly quantity: () => Quantity;
  readonly others: readonly OtherLine[];
  /** As long as these are the same, only what is shown is another: thousands of passes are not drawn again for a step. */
  readonly drawnFrom: readonly unknown[];
}

/** Running values of another channel, or of the same one on another branch. */
export interface OtherLine {
  readonly label: string;
  readonly running: Float64Array;
  readonly isBranch?: true;
}

/** One quantity over the passes: running line in its band, batches as dots, all batches dotted, labels at the right. */
export function quantityPlot(plot: QuantityPlot): SVGTemplateResult {
  const { id, axis, shown, range, drawnFrom } = plot;
  const [top, bottom] = range;
  const cut = cursorCut(axis, shown);
  const room = axis.columnWidth;
  const clip = (name: string, from: number, to: number): SVGTemplateResult =>
    svg`<clipPath id="${id}-${name}"><rect
      x=${from} y=${top - markRoom} width=${Math.max(0, to - from)} height=${bottom - top + 2 * markRoom} /></clipPath>`;
  const [left, right] = [axis.left - room, axis.right + room];
  return svg`<defs>
      ${clip('lines-past', left, cut.lines)}${clip('lines-ahead', cut.lines, right)}
      ${clip('marks-past', left, cut.marks)}${clip('marks-ahead', cut.marks, right)}
    </defs>
    ${guard([...drawnFrom], () => drawing(plot))}`;
}

/** All of it twice: what is ahead of the cursor is fainter, and where the cursor is only the clips say. */
function drawing(plot: QuantityPlot): SVGTemplateResult {
  const { id, axis, range, withZero } = plot;
  const quantity = plot.quantity();
  const others = plot.others.map(({ running }) => running);
  const [top, bottom] = range;
  const domain = domainOf(quantity, others, axis, withZero);
  const placed = place(quantity, others, axis, plot.modes, domain, range);
  const y = scaleLinear(domain, [bottom, top]);
  const { ticks, offset } = axisTicks(...domain, plot.ticks);
  const radius = Math.max(0.75, Math.min(largestDot, axis.columnWidth * 0.4));
  const spread = offset === 0 ? '' : ` − ${tickLabel(offset, Math.abs(offset))}`;
  // Thousands of dots would bury the line that they stand around.
  const isCrowded = axis.columnWidth < crowdedColumn;
  const crowded = isCrowded ? 'bn-crowded' : '';
  const whiskers = whiskersPath([...placed.train, ...placed.eval].sort((a, b) => a.pass - b.pass));
  const paths = { line: linePath(placed.running), others: placed.others.map(linePath) };
  const dots = { train: dotsPath(placed.train), eval: diamondsPath(placed.eval, radius / largestDot) };
  const area = quantity.runningHalf ? bandOf(placed.running) : null;
  const part = (name: 'past' | 'ahead'): SVGTemplateResult => {
    const [lines, marks] = [`url(#${id}-lines-${name})`, `url(#${id}-marks-${name})`];
    const band = area
      ? svg`<g clip-path=${lines}><path class="bn-band" d=${area.inside} /><path class="bn-band-edge" d=${area.edge} /></g>`
      : nothing;
    const runningLine = svg`<path class="bn-running-line" clip-path=${lines} d=${paths.line} />`;
    return svg`<g class=${name === 'ahead' ? 'bn-later' : ''}>
      ${isCrowded ? nothing : band}
      ${quantity.batchHalf ? svg`<path class="bn-whisker ${crowded}" clip-path=${marks} d=${whiskers} />` : nothing}
      ${isCrowded ? nothing : runningLine}
      ${paths.others.map((other, at) => svg`<path class="bn-other-line ${plot.others[at].isBranch ? 'bn-branch-line' : ''}" clip-path=${lines} d=${other} />`)}
      <g clip-path=${marks}>
        <path class="bn-batch-dots ${crowded}" stroke-width=${2 * radius} d=${dots.train} />
        <path class="bn-batch-diamonds" d=${dots.eval} />
      </g>
      ${isCrowded ? svg`${band}${runningLine}` : nothing}
    </g>`;
  };
  return svg`
    <text class="bn-tick" x="0" y=${plot.captionY} dy=".35em">${plot.caption}${spread}</text>
    ${ticks.map(
      ({ value, label }) => svg`
      <path class=${value === 0 ? 'bn-zero' : 'bn-grid'} d="M${axis.left} ${crisp(y(value))}H${axis.right}" />
      <text class="bn-tick bn-end" x=${axis.left - 8} y=${y(value)} dy=".35em">${label}</text>`,
    )}
    ${
      Number.isFinite(placed.allBatches)
        ? svg`<path class="bn-dotted" d="M${axis.left} ${crisp(placed.allBatches)}H${axis.right + 2}" />`
        : nothing
    }
    ${part('ahead')}${part('past')}
    ${labels(plot, quantity, placed)}`;
}

function bandOf(line: readonly Place[]): { readonly inside: string; readonly edge: string } {
  const upper = line.map(({ x, y, half }) => ({ x, y: y - half }));
  const lower = line.map(({ x, y, half }) => ({ x, y: y + half }));
  return { inside: bandPath(upper, lower), edge: linePath(upper) + linePath(lower) };
}

function labels(
  { axis, range, others: named }: QuantityPlot,
  quantity: Quantity,
  { running, train, eval: evals, others, allBatches }: PlacedQuantity,
): SVGTemplateResult {
  const [top, bottom] = range;
  const half = quantity.runningHalf ? ' ± σ' : '';
  const nan = nanFrom(quantity.running);
  const isVisible = nan !== null && nan < axis.to;
  const lastBatch = [...train, ...evals].reduce<Place | null>(
    (last, one) => (Number.isFinite(one.y) && one.pass > (last?.pass ?? -1) ? one : last),
    null,
  );
  const wanted = [
    { text: `batch${half}`, kind: 'bn-batch', y: lastBatch?.y ?? NaN },
    { text: 'all batches', kind: '', y: allBatches },
    isVisible
      ? { text: `NaN from pass ${nan + 1}`, kind: 'bn-nan', y: lastY(running) }
      : { text: `running${half}`, kind: 'bn-running bn-strong', y: lastY(running) },
    ...others.map((other, index) => ({
      // The row of branches has the whole name.
      text: clipped(named[index].label, longestLabel),
      kind: named[index].isBranch ? 'bn-muted' : 'bn-running',
      y: lastY(other),
    })),
  ].map((label) => (label.kind === 'bn-nan' && Number.isNaN(label.y) ? { ...label, y: (top + bottom) / 2 } : label));
  const visible = wanted.filter(({ y }) => Number.isFinite(y));
  const placed = pushApart(
    visible.map(({ y }) => y),
    top - labelPitch / 2,
    bottom + labelPitch / 2,
  );
  return svg`${visible.map(
    ({ text, kind }, index) =>
      svg`<text class="bn-direct ${kind}" x=${axis.right + 8} y=${placed[index]} dy=".35em">${text}</text>`,
  )}`;
}

/** Lines of 1 px lie on pixels. */
function crisp(y: number): number {
  return Math.floor(y) + 0.5;
}
