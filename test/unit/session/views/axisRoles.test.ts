import { describe, expect, test } from 'vitest';
import { axisViews, type AxisRole, type FileAxes } from '../../../../src/session/views/axisRoles.js';

const rolesOf = (axes: FileAxes) => axisViews(axes).map(({ role }) => role);
const offeredRoles = (axes: FileAxes, axis: number) => axisViews(axes)[axis].choices.map(({ role }) => role);
const roleChange = (axes: FileAxes, axis: number, wanted: AxisRole) =>
  axisViews(axes)[axis].choices.find(({ role }) => role === wanted)?.settings;

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

  test('are those of one pass’s tensor, which lacks the axis that counts passes', () => {
    expect(axisViews(axes([5, 8, 4], 1, 1)).map(({ size, inPass }) => [size, inPass])).toEqual([
      [5, 0],
      [8, null],
      [4, 1],
    ]);
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
});
