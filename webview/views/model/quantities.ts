import type { LayerCells } from '../../../src/session/index.js';
import { count, gap, percent, significant } from '../../kit/format.js';
import type { CellQuantity } from '../../store/modelUi.js';

export type { CellQuantity } from '../../store/modelUi.js';

export interface QuantityText {
  readonly value: CellQuantity;
  readonly text: string;
  readonly formula: string;
  /** Reach of the diverging colours; absent: sequential. */
  readonly limit?: number;
  /** Unit at the ends of the legend. */
  readonly unit?: string;
  readonly say: (value: number) => string;
}

export const quantities: readonly QuantityText[] = [
  {
    value: 'gap',
    text: 'worst gap',
    formula: '(batch mean − running mean) / running σ of the worst channel',
    limit: 1,
    unit: ' σ',
    say: gap,
  },
  {
    value: 'typicalGap',
    text: 'typical gap',
    formula: 'median over the channels of |batch mean − running mean| / running σ',
    limit: 1,
    unit: ' σ',
    say: gap,
  },
  {
    value: 'spread',
    text: 'spread',
    formula: 'log₂ of batch σ / running σ, of the channel furthest from 0',
    limit: 1,
    say: (value) => significant(value, 3),
  },
  { value: 'nonFinite', text: 'non-finite count', formula: 'values that are NaN or infinite', say: count },
  { value: 'shareOff', text: 'share off', formula: 'share of the channels whose gap matters', say: percent },
];

export function quantityOf(value: CellQuantity): QuantityText {
  return quantities.find((one) => one.value === value) ?? quantities[0];
}

/** Of one layer, [columns]. */
export function valuesOf(cells: LayerCells, quantity: CellQuantity): ArrayLike<number> {
  return cells[quantity];
}
