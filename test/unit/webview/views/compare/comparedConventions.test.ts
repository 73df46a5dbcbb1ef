import { describe, expect, it } from 'vitest';
import type { ConventionComparison, Gradients } from '../../../../../src/session/index.js';
import { movedCell } from '../../../../../webview/charts/heatmap/movedCell.js';
import {
  comparedKeys,
  differencePlot,
  partingText,
  toggled,
} from '../../../../../webview/views/compare/comparedConventions.js';
import {
  channelGradients,
  columnNorms,
  gradientColumns,
  spreadPlot,
  weightGradient,
} from '../../../../../webview/views/gradients/gradientPlots.js';
import { movedPage } from '../../../../../webview/store/pages.js';
import { initialUi, restoreUi, worthSaving } from '../../../../../webview/store/uiState.js';
import { snapshotOf } from '../../store/fakeLink.js';

const { settings } = snapshotOf();
const convention = (key: string) => ({ key, name: key, description: key });
const known = { ...settings, conventions: ['pytorch', 'keras', 'paper', 'flax', 'onnx', 'mxnet'].map(convention) };

describe('pages', () => {
  it('follow each other in a circle', () => {
    expect(movedPage('debug', 'ArrowLeft')).toBe('experiments');
    expect(movedPage('experiments', 'ArrowRight')).toBe('debug');
    expect(movedPage('compare', 'End')).toBe('experiments');
    expect(movedPage('compare', 'ArrowUp')).toBeUndefined();
  });

  it('survive a reload, and a page that is no longer there does not', () => {
    const saved = worthSaving({ ...initialUi, page: 'gradients', compared: ['flax'], showsConventions: true });
    expect(restoreUi(saved)).toMatchObject({ page: 'gradients', compared: ['flax'], showsConventions: false });
    expect(restoreUi({ page: 'elsewhere', compared: 'flax' })).toMatchObject({ page: 'debug', compared: null });
  });
});

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

describe('gradients', () => {
  const gradients: Gradients = {
    mode: 'train',
    dGamma: Float64Array.of(1, 2),
    dBeta: Float64Array.of(3, 4),
    dLinear: null,
    dxMean: new Float64Array(2),
    dxSigma: Float64Array.of(1, 1),
    detachedMean: new Float64Array(2),
    detachedSigma: Float64Array.of(2, 2),
    edges: Float64Array.of(0, 1, 2),
    dx: Float64Array.of(0.5, 0.5),
    detached: Float64Array.of(1, 0),
    sentence: '',
  };

  it('stand with and without the statistics on one axis; in eval there is no difference', () => {
    expect(spreadPlot(gradients, 1, String).series.map(({ role }) => role)).toEqual(['batch', 'plain']);
    expect(spreadPlot({ ...gradients, mode: 'eval' }, 1, String).series.map(({ role }) => role)).toEqual(['running']);
    expect(gradientColumns({ ...gradients, mode: 'eval' }).map(({ id }) => id)).toEqual(['dγ', 'dβ', 'dx']);
  });

  it('of γ and β are by channel, and absent without them', () => {
    expect(channelGradients(gradients, 1).map(({ title, marker }) => [title, marker])).toEqual([
      ['dγ', 1],
      ['dβ', 1],
    ]);
    expect(channelGradients({ ...gradients, dGamma: null, dBeta: null }, 1)).toEqual([]);
  });

  it('of a Linear are the lengths of its columns, and its bias by output', () => {
    expect([...columnNorms(Float64Array.of(3, 0, 4, 1), 2)]).toEqual([5, 1]);
    const dLinear = { weight: Float64Array.of(3, 0, 4, 1, 0, 0), bias: Float64Array.of(1, 2, 3) };
    const [bias, ...others] = channelGradients({ ...gradients, dGamma: null, dBeta: null, dLinear }, 1);
    expect([bias.title, bias.xLabel, bias.marker, others]).toEqual(['db', 'output', undefined, []]);
    expect(gradientColumns({ ...gradients, dLinear })[0]).toMatchObject({
      head: '‖dW‖',
      values: Float64Array.of(5, 1),
    });
    expect(weightGradient({ ...gradients, dLinear })).toMatchObject({
      rows: 3,
      columns: 2,
      values: dLinear.weight,
      limit: 4,
    });
    const wide = { weight: new Float64Array(2 * 300), bias: new Float64Array(300) };
    expect([weightGradient(gradients), weightGradient({ ...gradients, dLinear: wide })]).toEqual([null, null]);
    expect(channelGradients({ ...gradients, dLinear: wide }, 1).map(({ title }) => title)).toEqual(['‖dW‖', 'db']);
  });
});

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
