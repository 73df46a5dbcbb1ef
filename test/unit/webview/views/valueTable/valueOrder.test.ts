import { describe, expect, it } from 'vitest';
import { valueOrder } from '../../../../../webview/views/valueTable/valueOrder.js';

const column = (...values: number[]) => [{ id: 'd', head: 'd', hint: 'd', values: Float64Array.from(values) }];

describe('the order of channels', () => {
  it('is by magnitude, NaN before all, equal ones by number', () => {
    const columns = column(1, -3, NaN, 3, -Infinity, 0);
    expect([...valueOrder(columns, 6, { column: 'd', descending: true })]).toEqual([2, 4, 1, 3, 0, 5]);
    expect([...valueOrder(columns, 6, { column: 'd', descending: false })]).toEqual([5, 0, 1, 3, 4, 2]);
  });

  it('is by number where that is wanted', () => {
    expect([...valueOrder(column(3, 2, 1), 3, { column: 'channel', descending: false })]).toEqual([0, 1, 2]);
    expect([...valueOrder(column(3, 2, 1), 3, { column: 'channel', descending: true })]).toEqual([2, 1, 0]);
  });
});
