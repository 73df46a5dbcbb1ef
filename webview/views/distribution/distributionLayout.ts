import { max, scaleLinear } from 'd3';
import type { Distribution } from '../../../src/session/index.js';
import { niceShare, type HistogramLayout } from '../../charts/histogramPath.js';

/** Left: names of the rows. Right: mean ± σ. */
const margin = { left: 48, right: 104 } as const;
const rowHeight = 44;
/** The tallest bar leaves some room to the row above. */
const tallest = 33;
/** Before the first pass there is x alone, and room for it. */
const lone = { height: 68, tallest: 60 } as const;
/** Tick labels of x's own axis. */
const ownAxisHeight = 18;

export interface DistributionRow {
  readonly name: 'x' | 'x̂' | 'y';
  readonly edges: Float64Array;
  readonly shares: Float64Array;
  readonly layout: HistogramLayout;
  /** Whether the values are on x's own axis, under the row; the bins are others then, and so is the height scale. */
  readonly hasOwnAxis: boolean;
  /** The labelled share and its height above the baseline; null where the row above has the label. */
  readonly share: { readonly value: number; readonly height: number } | null;
}

export interface DistributionLayout {
  readonly left: number;
  readonly right: number;
  readonly rows: readonly DistributionRow[];
  readonly most: number;
  /** Where the shared axis begins and ends vertically. */
  readonly top: number;
  readonly bottom: number;
}

/** x, x̂ and y one above another, on one value axis and one height scale (but for x where it has its own). */
export function distributionLayout(distribution: Distribution, width: number): DistributionLayout {
  const { edges, xEdges, x, normalized, evalNormalized, y } = distribution;
  const left = margin.left;
  const right = Math.max(left + 40, width - margin.right);
  const shared = [xEdges ? null : x, normalized, evalNormalized, y];
  const most = max(shared.flatMap((shares) => (shares ? [max(shares) ?? 0] : []))) ?? 0;
  const isLone = !normalized && !y;
  const heightOf = (largest: number): ((share: number) => number) =>
    scaleLinear([0, largest > 0 ? largest : 1], [0, isLone ? lone.tallest : tallest]);
  const height = heightOf(most);
  const axisOf = (own: Float64Array): ((value: number) => number) =>
    scaleLinear([own[0], own[own.length - 1]], [left, right]);
  const rows: DistributionRow[] = [];
  let baseline = isLone ? lone.height : rowHeight - 9;
  const add = (name: DistributionRow['name'], shares: Float64Array | null, own: Float64Array | null): void => {
    if (!shares) return;
    const used = own ?? edges;
    const largest = own ? (max(shares) ?? 0) : most;
    const scale = own ? heightOf(largest) : height;
    const isLabelled = rows.every(({ hasOwnAxis }) => hasOwnAxis);
    const value = niceShare(largest);
    rows.push({
      name,
      edges: used,
      shares,
      layout: { x: axisOf(used), height: scale, baseline },
      hasOwnAxis: own !== null,
      share: isLabelled ? { value, height: scale(value) } : null,
    });
    baseline += rowHeight + (own ? ownAxisHeight : 0);
  };
  add('x', x, xEdges);
  add('x̂', normalized, null);
  add('y', y, null);
  const last = rows[rows.length - 1].layout.baseline;
  const sharedTop = xEdges && rows.length > 1 ? rows[0].layout.baseline + ownAxisHeight : 0;
  return {
    left,
    right,
    rows,
    most,
    top: sharedTop,
    bottom: last + (isLone ? 0 : 9),
  };
}

/** The bin under a pixel of a row; null beside the axis. */
export function binAt(
  { edges }: Pick<DistributionRow, 'edges'>,
  layout: Pick<DistributionLayout, 'left' | 'right'>,
  x: number,
): number | null {
  const bins = edges.length - 1;
  if (x < layout.left || x >= layout.right) return null;
  return Math.min(bins - 1, Math.floor(((x - layout.left) / (layout.right - layout.left)) * bins));
}
