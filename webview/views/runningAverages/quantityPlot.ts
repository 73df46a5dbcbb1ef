import { scaleLinear } from 'd3';
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { Mode } from '../../../src/engine/index.js';
import { tickLabel, axisTicks } from '../../charts/axisTicks.js';
import { labelPitch, pushApart } from '../../charts/labelLayout.js';
import { bandPath, diamondsPath, dotsPath, linePath, whiskersPath } from '../../charts/linePath.js';
import type { PassAxis } from '../../charts/passes/passAxis.js';
import { domainOf, lastY, nanFrom, place, splitAt, type Place, type Quantity } from './runningAveragesPlot.js';

const largestDot = 3.75;
/** Narrower columns have their line over the dots. */
const crowdedColumn = 4;

export interface QuantityPlot {
  readonly caption: string;
  readonly captionY: number;
  /** Pixels of the domain's ends, top first. */
  readonly range: readonly [top: number, bottom: number];
  readonly ticks: number;
  readonly withZero: boolean;
  readonly axis: PassAxis;
  readonly modes: readonly Mode[];
  readonly shown: number;
  readonly quantity: Quantity;
  readonly others: readonly OtherLine[];
}

/** Running values of another channel, or of the same one on another branch. */
export interface OtherLine {
  readonly label: string;
  readonly running: Float64Array;
  readonly isBranch?: true;
}

/** One quantity over the passes: running line in its band, batches as dots, all batches dotted, labels at the right. */
export function quantityPlot(plot: QuantityPlot): SVGTemplateResult {
  const { axis, quantity, range, shown, withZero } = plot;
  const others = plot.others.map(({ running }) => running);
  const [top, bottom] = range;
  const domain = domainOf(quantity, others, axis, withZero);
  const placed = place(quantity, others, axis, plot.modes, domain, range);
  const y = scaleLinear(domain, [bottom, top]);
  const { ticks, offset } = axisTicks(...domain, plot.ticks);
  const line = splitAt(placed.running, shown, true);
  const train = splitAt(placed.train, shown, false);
  const evals = splitAt(placed.eval, shown, false);
  const radius = Math.max(0.75, Math.min(largestDot, axis.columnWidth * 0.4));
  const spread = offset === 0 ? '' : ` − ${tickLabel(offset, Math.abs(offset))}`;
  // Thousands of dots would bury the line that they stand around.
  const isCrowded = axis.columnWidth < crowdedColumn;
  const part = (index: 0 | 1): SVGTemplateResult => {
    const runningLine = svg`<path class="bn-running-line" d=${linePath(line[index])} />`;
    const whiskers = whiskersPath([...train[index], ...evals[index]].sort((a, b) => a.pass - b.pass));
    return svg`<g class=${index === 1 ? 'bn-later' : ''}>
      ${quantity.runningHalf && !isCrowded ? band(line[index]) : nothing}
      ${quantity.batchHalf ? svg`<path class="bn-whisker ${isCrowded ? 'bn-crowded' : ''}" d=${whiskers} />` : nothing}
      ${isCrowded ? nothing : runningLine}
      ${placed.others.map((other, at) => svg`<path class="bn-other-line ${plot.others[at].isBranch ? 'bn-branch-line' : ''}" d=${linePath(splitAt(other, shown, true)[index])} />`)}
      <path class="bn-batch-dots ${isCrowded ? 'bn-crowded' : ''}" stroke-width=${2 * radius} d=${dotsPath(train[index])} />
      <path class="bn-batch-diamonds" d=${diamondsPath(evals[index], radius / largestDot)} />
      ${isCrowded && quantity.runningHalf ? band(line[index]) : nothing} ${isCrowded ? runningLine : nothing}
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
    ${part(1)}${part(0)}
    ${labels(plot, placed.running, [...placed.train, ...placed.eval], placed.others, placed.allBatches)}`;
}

function band(line: readonly Place[]): SVGTemplateResult {
  const upper = line.map(({ x, y, half }) => ({ x, y: y - half }));
  const lower = line.map(({ x, y, half }) => ({ x, y: y + half }));
  return svg`<path class="bn-band" d=${bandPath(upper, lower)} />
    <path class="bn-band-edge" d="${linePath(upper)}${linePath(lower)}" />`;
}

function labels(
  { quantity, axis, range, others: named }: QuantityPlot,
  running: readonly Place[],
  batches: readonly Place[],
  others: readonly (readonly Place[])[],
  allBatches: number,
): SVGTemplateResult {
  const [top, bottom] = range;
  const half = quantity.runningHalf ? ' ± σ' : '';
  const nan = nanFrom(quantity.running);
  const isVisible = nan !== null && nan < axis.to;
  const lastBatch = batches.reduce<Place | null>(
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
      text: named[index].label,
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
