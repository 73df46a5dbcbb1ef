import { describe, expect, test } from 'vitest';
import { withRow } from '../../../../webview/kit/rovingFocus.js';

describe('the rows of a virtual list', () => {
  const range = { startIndex: 4, endIndex: 6, overscan: 1, count: 20 };

  test('are those in sight, and the one with the focus', () => {
    expect(withRow(range, 5)).toEqual([3, 4, 5, 6, 7]);
    expect(withRow(range, 0)).toEqual([0, 3, 4, 5, 6, 7]);
    expect(withRow(range, 19)).toEqual([3, 4, 5, 6, 7, 19]);
  });

  test('are no others where the one with the focus is none of the list', () => {
    expect(withRow(range, -1)).toEqual([3, 4, 5, 6, 7]);
    expect(withRow(range, 20)).toEqual([3, 4, 5, 6, 7]);
  });
});
