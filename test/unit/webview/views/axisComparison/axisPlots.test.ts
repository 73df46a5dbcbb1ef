import { describe, expect, test } from 'vitest';
import type { AxisStatistics } from '../../../../../src/session/index.js';
import { yAxisOf } from '../../../../../webview/charts/plot/plotScales.js';
import { initialUi, restoreUi, worthSaving } from '../../../../../webview/store/uiState.js';
import {
  axisPlots,
  comparedAxes,
  comparisonSentence,
  rangeText,
} from '../../../../../webview/views/axisComparison/axisPlots.js';
import { snapshotOf } from '../../store/fakeLink.js';

const statistics = (axis: number, means: number[], share: number): AxisStatistics => ({
  axis,
  channels: means.length,
  count: 100,
  mean: Float64Array.from(means),
  variance: Float64Array.from(means, () => 1),
  spread: Float64Array.of(1, 1, share),
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
