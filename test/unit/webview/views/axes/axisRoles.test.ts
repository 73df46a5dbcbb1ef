import { describe, expect, test } from 'vitest';
import type { AxisStatistics } from '../../../../../src/session/index.js';
import {
  axisPlots,
  comparedAxes,
  comparisonSentence,
  rangeText,
} from '../../../../../webview/views/axisComparison/axisPlots.js';
import { offeredRoles, placeOf, roleChange, rolesOf, withPlace } from '../../../../../webview/views/axes/axisRoles.js';
import { yAxisOf } from '../../../../../webview/charts/plot/plotScales.js';
import { initialUi, restoreUi, worthSaving } from '../../../../../webview/store/uiState.js';
import { snapshotOf } from '../../store/fakeLink.js';

const statistics = (axis: number, means: number[], share: number): AxisStatistics => ({
  axis,
  channels: means.length,
  count: 100,
  mean: Float64Array.from(means),
  variance: Float64Array.from(means, () => 1),
  spread: Float64Array.of(1, 1, share),
});

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

describe('axes beside each other', () => {
  const { input } = snapshotOf();

  test('are the candidates, until others are chosen', () => {
    expect(comparedAxes(null, input)).toEqual([1, 3]);
    expect(comparedAxes([0, 2], input)).toEqual([0, 2]);
    expect(comparedAxes([7], input)).toEqual([1, 3]);
    const hint = { candidates: [1], isAmbiguous: false, suggestion: null };
    expect(comparedAxes(null, { ...input, shape: [8, 4], hint })).toEqual([0, 1]);
    expect(comparedAxes(null, { ...input, shape: [8, 4, 3], hint })).toEqual([1, 2]);
  });

  test('have one vertical scale', () => {
    const all = [statistics(1, [0, 1, NaN], 0.2), statistics(2, [-10, 10], 0.4)];
    const [means] = axisPlots(all[0], all);
    const axis = yAxisOf(means, 0, 100);
    expect([axis.place(10), axis.place(-10), axis.place(0)]).toEqual([0, 100, 50]);
    expect(rangeText(all[0].mean)).toBe('0 to 1');
    expect(rangeText(Float64Array.of(NaN))).toBe('no finite value');
  });

  test('say which looks like the channels, or that nothing tells', () => {
    expect(comparisonSentence([statistics(1, [1], 0.41), statistics(3, [1], 0.02)])).toMatch(
      /41\u00a0% of the variance lies between the entries of axis 1, 2\u00a0% on axis 3\. Axis 1 looks like the channels\.$/,
    );
    expect(comparisonSentence([statistics(1, [1], 0.4), statistics(3, [1], 0.3)])).toMatch(/numbers do not tell/);
    expect(comparisonSentence([statistics(1, [1], 0.004), statistics(3, [1], 0)])).toMatch(/numbers do not tell/);
    expect(comparisonSentence([statistics(1, [1], NaN)])).toMatch(/nothing to tell by/);
  });

  test('stay open over a reload', () => {
    const saved = worthSaving({ ...initialUi, showsAxes: true, comparesAxes: true, comparedAxes: [0, 2] });
    expect(restoreUi(saved)).toMatchObject({ showsAxes: true, comparesAxes: true, comparedAxes: [0, 2] });
    expect(restoreUi({ comparedAxes: 'all' }).comparedAxes).toBeNull();
  });
});
