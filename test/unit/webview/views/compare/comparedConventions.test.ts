import { describe, expect, it } from 'vitest';
import type { ConventionComparison } from '../../../../../src/session/index.js';
import {
  comparedKeys,
  differencePlot,
  partingText,
  toggled,
} from '../../../../../webview/views/compare/comparedConventions.js';
import { snapshotOf } from '../../store/fakeLink.js';

const { settings } = snapshotOf();
const convention = (key: string) => ({ key, name: key, description: key });
const known = { ...settings, conventions: ['pytorch', 'keras', 'paper', 'flax', 'onnx', 'mxnet'].map(convention) };

describe('compared conventions', () => {
  it('are two usual ones until others are chosen, never the current one', () => {
    expect(comparedKeys({ compared: null }, known)).toEqual(['keras', 'paper']);
    expect(comparedKeys({ compared: null }, { ...known, conventionKey: 'keras' })).toEqual(['pytorch', 'paper']);
    expect(comparedKeys({ compared: ['pytorch', 'flax', 'gone'] }, known)).toEqual(['flax']);
    expect(comparedKeys({ compared: [] }, known)).toEqual([]);
  });

  it('are at most four: the first chosen goes', () => {
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['a', 'b', 'c', 'd'], 'e')).toEqual(['b', 'c', 'd', 'e']);
  });

  const comparison = (change: Partial<ConventionComparison>): ConventionComparison => ({
    key: 'keras',
    name: 'Keras 3',
    runningMean: Float64Array.of(1, 2),
    runningVar: Float64Array.of(1e-6, 2),
    evalOutput: Float64Array.of(NaN, 2),
    output: Float64Array.of(0, 0),
    worstChannel: Uint32Array.of(0, 0),
    channels: { runningMean: new Float64Array(1), runningVar: new Float64Array(1), evalOutput: new Float64Array(1) },
    parting: null,
    ...change,
  });

  it('are a line each, told apart by their dashes; logarithmic where linear would hide the smaller', () => {
    const others = [comparison({}), comparison({ error: 'other axes' }), comparison({ name: 'Flax' })];
    const plot = differencePlot('runningMean', 'running mean', others, 1);
    expect(plot.series.map(({ label }) => label)).toEqual(['Keras 3', 'Flax']);
    expect(plot.series[0].dash).not.toBe(plot.series[1].dash);
    expect([...plot.series[0].x]).toEqual([1, 2]);
    expect([plot.marker, plot.yScale]).toEqual([2, 'linear']);
    expect(differencePlot('runningVar', 'running variance', others, 1).yScale).toBe('log');
  });

  it('show the passes that the debugger’s charts are zoomed to', () => {
    const long = comparison({ runningMean: Float64Array.of(1, 2, 3, 4, 5) });
    const { series, marker } = differencePlot('runningMean', 'running mean', [long], 0, [1, 4]);
    expect([[...series[0].x], [...series[0].y], marker]).toEqual([[2, 3, 4], [2, 3, 4], 1]);
  });

  it('keep the dash of their place in the list where one before them cannot be compared', () => {
    const [only] = differencePlot('runningMean', 'x', [comparison({ error: 'no' }), comparison({})], 0).series;
    expect(only.dash).toBe('6 3');
  });

  it('say where they part', () => {
    const parting = { pass: 2, quantity: 'running variance', rule: 'stores the biased variance' };
    expect(partingText(comparison({ parting }))).toBe(
      'parts at pass 3 in running variance: stores the biased variance',
    );
    expect(partingText(comparison({}))).toBe('agrees to rounding in all passes');
    expect(partingText(comparison({ error: 'other axes' }))).toBe('cannot be compared: other axes');
  });
});
