import { describe, expect, test } from 'vitest';
import { placeOf, withPlace } from '../../../../../webview/views/axes/axisRoles.js';

describe('the axes', () => {
  test('in the picture exchange places', () => {
    const shown = { row: 2, column: 3 };
    expect([0, 2, 3].map((axis) => placeOf(shown, axis))).toEqual(['index', 'rows', 'columns']);
    expect(withPlace(shown, 0, 'rows', 4)).toEqual({ row: 0, column: 3 });
    expect(withPlace(shown, 2, 'columns', 4)).toEqual({ row: 3, column: 2 });
    expect(withPlace(shown, 2, 'index', 4)).toEqual({ row: null, column: 3 });
    expect(withPlace(shown, 3, 'index', 4)).toEqual({ row: null, column: 2 });
    expect(withPlace({ row: null, column: 1 }, 1, 'index', 2)).toEqual({ row: null, column: 0 });
    expect(withPlace({ row: null, column: 0 }, 0, 'index', 1)).toEqual({ row: null, column: 0 });
    expect(withPlace(shown, 1, 'index', 4)).toEqual(shown);
  });
});
