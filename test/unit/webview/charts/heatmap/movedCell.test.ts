import { describe, expect, it } from 'vitest';
import { movedCell } from '../../../../../webview/charts/heatmap/movedCell.js';

describe('the cell of a matrix', () => {
  const size = { rows: 3, columns: 2 };

  it('moves with the arrows and stays inside', () => {
    expect(movedCell({ row: 1, column: 1 }, 'ArrowRight', size)).toEqual({ row: 1, column: 1 });
    expect(movedCell(null, 'ArrowDown', size)).toEqual({ row: 0, column: 0 });
    expect(movedCell({ row: 2, column: 1 }, 'ArrowDown', size)).toEqual({ row: 2, column: 1 });
    expect(movedCell({ row: 2, column: 1 }, 'ArrowLeft', size)).toEqual({ row: 2, column: 0 });
    expect(movedCell({ row: 0, column: 0 }, 'Escape', size)).toBeNull();
    expect(movedCell(null, 'Enter', size)).toBeUndefined();
  });
});
