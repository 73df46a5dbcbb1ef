import type { ChannelNumbers, OverviewQuantity } from '../../../src/session/index.js';
import type { ChartColours } from '../../charts/heatmap/chartColours.js';
import { sequentialMap } from '../../charts/heatmap/colourMaps.js';
import { divergingScale, sequentialScale, type ColourScale } from '../../charts/heatmap/colourScale.js';
import { count, gap, ratio, significant } from '../../kit/format.js';

export interface OverviewQuantityText {
  readonly value: OverviewQuantity;
  /** In the menu. */
  readonly text: string;
  /** What it is, as a formula. */
  readonly formula: string;
}

export const overviewQuantities: readonly OverviewQuantityText[] = [
  { value: 'mean-gap', text: 'mean gap', formula: '(batch mean − running mean) / running σ' },
  { value: 'variance-ratio', text: 'variance ratio', formula: 'log₂(batch variance / running variance)' },
  { value: 'running-var', text: 'running variance', formula: 'after each pass' },
  { value: 'non-finite', text: 'non-finite count', formula: 'NaN, +∞ and −∞ in the batch' },
];

/** The scale of a picture of this quantity: signed ones from −1 to 1 whatever the data, others over their values. */
export function overviewScale(
  quantity: OverviewQuantity,
  values: () => Iterable<number>,
  colours: ChartColours,
): ColourScale {
  return isSigned(quantity) ? divergingScale(colours.diverging, 1) : sequentialScale(sequentialMap, values());
}

export function isSigned(quantity: OverviewQuantity): boolean {
  return quantity === 'mean-gap' || quantity === 'variance-ratio';
}

/** What stands at the legend's ends. */
export function legendEnds(
  quantity: OverviewQuantity,
  { domain, isLogarithmic }: ColourScale,
): readonly [string, string] {
  switch (quantity) {
    case 'mean-gap':
      return ['≤ −1', '≥ +1 σ'];
    case 'variance-ratio':
      return ['≤ × 0.5', '≥ × 2'];
    case 'running-var':
      return [significant(domain[0], 3), `${significant(domain[1], 3)}${isLogarithmic ? ', log' : ''}`];
    case 'non-finite':
      return [count(domain[0]), `${count(domain[1])}${isLogarithmic ? ', log' : ''}`];
  }
}

/** One value of the picture, as people read it. */
export function quantityText(quantity: OverviewQuantity, value: number): string {
  switch (quantity) {
    case 'mean-gap':
      return gap(value);
    case 'variance-ratio':
      return ratio(2 ** value);
    case 'running-var':
      return significant(value, 3);
    case 'non-finite':
      return `${count(value)} non-finite`;
  }
}

/** The same quantity of one channel, from its numbers at a pass. */
export function quantityOf(quantity: OverviewQuantity, numbers: ChannelNumbers): number {
  switch (quantity) {
    case 'mean-gap':
      return numbers.mean[3];
    case 'variance-ratio':
      return Math.log2(numbers.variance[0] / numbers.variance[1]);
    case 'running-var':
      return numbers.variance[1];
    case 'non-finite':
      return numbers.nonFinite;
  }
}
