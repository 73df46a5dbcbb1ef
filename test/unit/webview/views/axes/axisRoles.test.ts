import { describe, expect, test } from 'vitest';
import { offeredRoles, placeOf, roleChange, rolesOf, withPlace } from '../../../../../webview/views/axes/axisRoles.js';

describe('the roles of axes', () => {
  const axes = (shape: number[], channelAxis: number, passAxis: number | null = null, batchAxis = 0) => ({
    shape,
    channelAxis,
    passAxis,
    batchAxis,
  });

  test('follow the settings', () => {
    expect(rolesOf(axes([8, 4, 3, 3], 1))).toEqual(['batch', 'channels', 'position', 'position']);
    expect(rolesOf(axes([8, 3, 4], 2))).toEqual(['batch', 'position', 'channels']);
    expect(rolesOf(axes([8, 4], 0, null, 1))).toEqual(['channels', 'batch']);
    expect(rolesOf(axes([5, 8, 4], 1, 0))).toEqual(['passes', 'batch', 'channels']);
    expect(rolesOf(axes([8, 5, 4], 1, 1))).toEqual(['batch', 'passes', 'channels']);
  });

  test('can be given to other axes; batch and channels change places', () => {
    const first = axes([8, 4, 3, 3], 1);
    expect(offeredRoles(first, 0)).toEqual(['batch', 'channels', 'passes']);
    expect(offeredRoles(first, 2)).toEqual(['batch', 'channels', 'passes', 'position']);
    expect(offeredRoles(axes([8, 4], 1), 0)).toEqual(['batch', 'channels']);
    expect(roleChange(first, 3, 'channels')).toEqual({ channelAxis: 3, batchAxis: 0 });
    expect(roleChange(first, 0, 'channels')).toEqual({ channelAxis: 0, batchAxis: 1 });
    expect(roleChange(first, 1, 'batch')).toEqual({ channelAxis: 0, batchAxis: 1 });
    expect(roleChange(first, 2, 'batch')).toEqual({ channelAxis: 1, batchAxis: 2 });
  });

  test('count passes; the channels stay where they are, or last', () => {
    expect(roleChange(axes([5, 8, 4, 3], 1), 0, 'passes')).toEqual({ passAxis: 0 });
    expect(roleChange(axes([5, 8, 4, 3], 3), 0, 'passes')).toEqual({ passAxis: 0, channelAxis: -1 });
    const along = axes([5, 8, 4, 3], 1, 0);
    expect(offeredRoles(along, 0)).toEqual(['passes', 'position']);
    expect(roleChange(along, 0, 'position')).toEqual({ passAxis: null });
    expect(roleChange(axes([5, 8, 4, 3], 2, 0), 0, 'position')).toEqual({ passAxis: null, channelAxis: -1 });
    expect(roleChange(along, 3, 'channels')).toEqual({ channelAxis: 2, batchAxis: 0 });
    expect(roleChange(along, 1, 'passes')).toEqual({ passAxis: 1 });
  });

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
