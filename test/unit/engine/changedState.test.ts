import { describe, expect, it } from 'vitest';
import {
  changedLayer,
  changedState,
  conventionNamed,
  forward,
  initialState,
  type Layer,
  type LayerState,
  type Tensor,
} from '../../../src/engine/index.js';

const layerOf = (key: string, changes: Partial<Layer> = {}, rules: Partial<Layer['convention']> = {}): Layer => ({
  convention: { ...conventionNamed(key), ...rules },
  channelAxis: 1,
  affine: true,
  trackRunningStats: true,
  ...changes,
});
const x: Tensor = { shape: [4, 2], dtype: 'float64', values: Float64Array.of(1, 10, 2, 20, 4, 40, 5, 70) };
const trained = (layer: Layer, state = initialState(layer, 2)): LayerState =>
  forward(x, state, layer, 'train').statistics.after;
const five = Float64Array.of(5, 6);

describe('a state that is changed by hand', () => {
  it('has what was given, and all else as it was', () => {
    const layer = layerOf('pytorch');
    const before = trained(layer);
    const after = changedState(layer, before, { gamma: five, runningMean: five, numBatchesTracked: 9 });
    expect(after).toEqual({
      ...before,
      gamma: five,
      runningMean: five,
      runningMeanRest: Float64Array.of(0, 0),
      numBatchesTracked: 9,
    });
    expect(changedState(layer, before, {})).toEqual(before);
  });

  it('leaves out what the layer has no place for', () => {
    const layer = layerOf('pytorch', { affine: false, trackRunningStats: false });
    const before = initialState(layer, 2);
    expect(changedState(layer, before, { gamma: five, beta: five, runningMean: five, runningVar: five })).toEqual(
      before,
    );
  });

  it('is rounded to what the layer keeps its running values in', () => {
    const layer = layerOf('pytorch', { emulation: { arithmetic: 'exact', state: 'float16' } });
    const after = changedState(layer, trained(layer), { runningVar: Float64Array.of(0.1, 1e6) });
    expect([...(after.runningVar ?? [])]).toEqual([0.0999755859375, Infinity]);
  });

  it.each(['caffe', 'haiku', 'keras-2.1', 'paper', 'precise-bn'])(
    'of %s goes on as if its batches had given it',
    (key) => {
      const layer = layerOf(key);
      const once = trained(layer);
      // Nothing is another: the sums are what they were.
      const same = changedState(layer, once, {
        runningMean: once.runningMean ?? five,
        runningVar: once.runningVar ?? five,
      });
      const [plain, changed] = [trained(layer, once), trained(layer, same)];
      for (const name of ['runningMean', 'runningVar'] as const) {
        changed[name]?.forEach((value, channel) => expect(value).toBeCloseTo(plain[name]?.[channel] ?? NaN, 12));
      }
      const other = trained(layer, changedState(layer, once, { runningMean: Float64Array.of(105, 106) }));
      expect(other.runningMean?.[0]).toBeGreaterThan((plain.runningMean?.[0] ?? NaN) + 1);
    },
  );

  it('of batch renormalization averages standard deviations on from it', () => {
    const layer = layerOf('keras-2.3', {}, { renorm: { rmin: 0.5, rmax: 2, dmax: 1, momentum: 0.9 } });
    const set = changedState(layer, trained(layer), { runningVar: Float64Array.of(9, 9) });
    const { eps } = layer.convention;
    const sigma = Math.sqrt(2.5 + eps);
    const moving = 0.99 * Math.sqrt(9 + eps) + 0.01 * sigma;
    expect(trained(layer, set).runningVar?.[0]).toBeCloseTo(moving ** 2 - eps, 12);
  });
});

describe('a layer that is changed by hand', () => {
  it('has another eps or momentum, and is the same one where it has not', () => {
    const layer = layerOf('pytorch');
    const { convention } = changedLayer(layer, { eps: 0.5, momentum: null });
    expect(convention).toEqual({ ...layer.convention, eps: 0.5, momentum: null });
    expect(changedLayer(layer, { eps: 1e-5 })).toBe(layer);
    expect(changedLayer(layer, {})).toBe(layer);
    expect(() => changedLayer(layer, { eps: -1 })).toThrow('eps: expected a number from 0 on, found -1');
  });
});
