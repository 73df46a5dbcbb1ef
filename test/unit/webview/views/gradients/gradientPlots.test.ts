import { describe, expect, it } from 'vitest';
import type { Gradients } from '../../../../../src/session/index.js';
import {
  channelGradients,
  gradientColumns,
  spreadPlot,
  weightGradient,
} from '../../../../../webview/views/gradients/gradientPlots.js';

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
    const dLinear = {
      weight: Float64Array.of(3, 0, 4, 1, 0, 0),
      bias: Float64Array.of(1, 2, 3),
      columnNorms: Float64Array.of(5, 1),
    };
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
    const wide = { ...dLinear, weight: new Float64Array(2 * 300), bias: new Float64Array(300) };
    expect([weightGradient(gradients), weightGradient({ ...gradients, dLinear: wide })]).toEqual([null, null]);
    expect(channelGradients({ ...gradients, dLinear: wide }, 1).map(({ title }) => title)).toEqual(['‖dW‖', 'db']);
  });
});
