import type { ModelSummary } from '../../../src/session/index.js';
import type { ChartColours } from '../../charts/heatmap/chartColours.js';
import { sequentialMap } from '../../charts/heatmap/colourMaps.js';
import { divergingScale, sequentialScale, type ColourScale } from '../../charts/heatmap/colourScale.js';
import { count, percent } from '../../kit/format.js';
import { quantityOf, valuesOf, type CellQuantity } from './quantities.js';

/** One scale for all rows: signed ones reach a fixed limit, counts as far as they go. */
export function cellScale({ layers }: ModelSummary, quantity: CellQuantity, { diverging }: ChartColours): ColourScale {
  const { limit } = quantityOf(quantity);
  if (limit !== undefined) return divergingScale(diverging, limit);
  if (quantity === 'shareOff') return sequentialScale(sequentialMap, [0, 1]);
  const ends = layers.map(({ cells }) => (cells ? Array.from(valuesOf(cells, quantity)).reduce(larger, 0) : 0));
  return sequentialScale(sequentialMap, [0, ...ends]);
}

/** Words at the ends of the legend. */
export function scaleEnds(quantity: CellQuantity, { domain }: ColourScale): readonly [string, string] {
  const { limit, unit = '' } = quantityOf(quantity);
  if (limit !== undefined) return [`≤ −${limit}`, `≥ +${limit}${unit}`];
  return quantity === 'shareOff' ? [percent(0), percent(1)] : [count(domain[0]), count(domain[1])];
}

function larger(a: number, b: number): number {
  return b > a ? b : a;
}
