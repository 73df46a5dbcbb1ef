import { describe, expect, it } from 'vitest';
import {
  conventionNamed,
  conventions,
  evalNormalizer,
  forward,
  initialWeight,
  normalizeOne,
  overrideConvention,
  stagesOf,
  type LayerState,
} from '../../../src/engine/index.js';
import { layerOf, stateOf, tensor } from './tensors.js';

/** One training pass on [1, 2, 4, 5] tells most conventions apart: y[0], running mean, running var, then eval y[0]. */
const table: readonly [keys: string, y0: number, mean: number, variance: number, evalY0: number][] = [
  ['labml textbook onnx onnx-9', -1.264909, 0.3, 1.15, 0.652751],
  ['makemore', -1.095443, 0.3, 1.233333, 0.630313],
  ['linear-projection', -1.095281, 0.15, 0.166667, 2.075848],
  ['pytorch pytorch-sync', -1.264909, 0.3, 1.233333, 0.630313],
  ['cudnn paper caffe', -1.264909, 3, 3.333333, -1.095443],
  ['keras tf-nonfused tfjs', -1.264658, 0.03, 1.015, 0.962332],
  ['tf-fused', -1.264658, 0.03, 1.023333, 0.958409],
  ['flax', -1.264909, 0.03, 1.015, 0.962801],
  ['mxnet', -1.264658, 0.3, 1.15, 0.65247],
  ['chainer', -1.264906, 0.3, 1.233333, 0.63031],
  ['haiku precise-bn', -1.264909, 3, 2.5, -1.264909],
];

describe('one training pass on [1, 2, 4, 5], then eval', () => {
  const rows = table.flatMap(([keys, ...numbers]) => keys.split(' ').map((key) => [key, ...numbers] as const));

  it.each(rows)('%s', (key, y0, mean, variance, evalY0) => {
    const layer = layerOf(key, {}, { affine: key !== 'linear-projection' });
    const x = tensor([4, 1], [1, 2, 4, 5]);
    const { output, statistics } = forward(x, stateOf(layer, 1), layer, 'train');
    const { after } = statistics;
    expect(output.values[0]).toBeCloseTo(y0, 6);
    // ONNX holds its momentum in float32.
    const digits = key.startsWith('onnx') ? 5 : 6;
    expect(after.runningMean?.[0]).toBeCloseTo(mean, digits);
    expect(after.runningVar?.[0]).toBeCloseTo(variance, digits);
    expect(forward(x, after, layer, 'eval').output.values[0]).toBeCloseTo(evalY0, digits);
  });

  it('PyTorch with momentum none: the cumulative average', () => {
    const layer = layerOf('pytorch', { momentum: null });
    const { state } = forward(tensor([4, 1], [1, 2, 4, 5]), stateOf(layer, 1), layer, 'train');
    expect(state.runningMean?.[0]).toBe(3);
    expect(state.runningVar?.[0]).toBeCloseTo(10 / 3, 15);
  });
});

describe('a convention', () => {
  it('has a key of its own, and says its rule and its source', () => {
    expect(new Set(conventions.map(({ key }) => key)).size).toBe(24);
    for (const { rule, source, name } of conventions) {
      expect(rule).toMatch(/^[A-Z].*\.$/);
      expect(source.length).toBeGreaterThan(10);
      expect(name.length).toBeGreaterThan(2);
    }
  });

  it('that does not exist is refused with the names of those that do', () => {
    expect(() => conventionNamed('torch')).toThrow(/convention "torch": expected one of pytorch, .*precise-bn/);
  });

  it('can have any of its rules changed, but not to what the field cannot be', () => {
    const changed = overrideConvention(conventionNamed('pytorch'), { storedVar: 'biased', eps: 0 });
    expect(changed).toMatchObject({ key: 'pytorch', storedVar: 'biased', eps: 0, momentum: 0.1 });
    const broken = { storedVar: 'sample' } as unknown as { storedVar: 'biased' };
    expect(() => overrideConvention(changed, broken)).toThrow('storedVar: expected one of biased, unbiased, eps-corr');
    expect(() => overrideConvention(changed, { eps: -1 })).toThrow('eps: expected a number from 0 on, found -1');
    expect(() => overrideConvention(changed, { momentum: NaN })).toThrow('momentum: expected a number or null');
  });

  it('keeps the weight of its initial values by its own formula', () => {
    expect(initialWeight(layerOf('pytorch'), 44)).toBeCloseTo(0.9 ** 44, 12);
    expect(initialWeight(layerOf('pytorch'), 44)).toBeLessThan(0.01);
    expect(initialWeight(layerOf('keras'), 100)).toBeCloseTo(0.99 ** 100, 12);
    expect(initialWeight(layerOf('pytorch', { momentum: null }), 1)).toBe(0);
    expect(initialWeight(layerOf('haiku'), 1)).toBe(0);
    expect(initialWeight(layerOf('frozen'), 9)).toBe(1);
    expect(initialWeight(layerOf('caffe'), 0)).toBe(1);
  });
});

describe('rules that only some have', () => {
  const x = tensor([4, 1], [1, 2, 4, 5]);

  it('frozen looks at no batch', () => {
    const layer = layerOf('frozen');
    const state: LayerState = stateOf(layer, 1, { runningMean: Float64Array.of(2), runningVar: Float64Array.of(4) });
    const train = forward(x, state, layer, 'train');
    expect(train.state).toEqual(state);
    expect(train.output).toEqual(forward(x, state, layer, 'eval').output);
  });

  it('MXNet fixes gamma at 1, and moves the running values in the backward pass', () => {
    const layer = layerOf('mxnet');
    const state = stateOf(layer, 1, { gamma: Float64Array.of(7) });
    const { output, state: afterForward, statistics } = forward(x, state, layer, 'train');
    expect(output.values[0]).toBeCloseTo(-1.264658, 6);
    expect(afterForward.runningMean).toEqual(Float64Array.of(0));
    expect(statistics.after.runningMean?.[0]).toBeCloseTo(0.3, 12);
  });

  it('the textbook tracks and uses running values even where tracking is off', () => {
    const layer = layerOf('textbook', {}, { trackRunningStats: false });
    const { state } = forward(x, stateOf(layer, 1), layer, 'train');
    expect(state.runningMean?.[0]).toBeCloseTo(0.3, 12);
    expect(forward(x, state, layer, 'eval').output.values[0]).toBeCloseTo(0.652751, 6);
  });

  it('Haiku and the paper refuse eval before the first training pass', () => {
    for (const key of ['haiku', 'paper', 'precise-bn']) {
      const layer = layerOf(key);
      expect(() => forward(x, stateOf(layer, 1), layer, 'eval')).toThrow(/before its first training pass/);
    }
  });

  it('linear-projection widens the output', () => {
    const layer = layerOf('linear-projection', { eps: 0 });
    const weight = Float64Array.of(2, 0, 0, 3, 1, 1);
    const linear = { weight, bias: Float64Array.of(0, 0, 10), out: 3 };
    const state = stateOf(layer, 2, { linear });
    const { output } = forward(tensor([3, 2], [-1, 1, 0, 2, 1, 3]), state, layer, 'train');
    expect(output.shape).toEqual([3, 3]);
    expect(Array.from(output.values)).toEqual([-2, -3, 8, 0, 0, 10, 2, 3, 12]);
  });

  it('makemore keeps one set of statistics for each position of [N, T, C]', () => {
    const layer = layerOf('makemore', {}, { channelAxis: 2 });
    const values = [1, 20, 3, 40, 5, 60, 7, 80, 9, 100, 11, 120];
    const state = stateOf(layer, 2, { runningMean: new Float64Array(4), runningVar: new Float64Array(4).fill(1) });
    const { output, state: after } = forward(tensor([3, 2, 2], values), state, layer, 'train');
    expect(Array.from(output.values, Math.round)).toEqual([-1, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 1]);
    expect(after.runningMean).toHaveLength(4);
  });

  it('the precise averages see the variance between batches, the exponential ones do not', () => {
    const low = tensor([4, 1], [-2, -1, -1, 0]);
    const high = tensor([4, 1], [2, 1, 1, 0]);
    const run = (key: string) => {
      const layer = layerOf(key);
      let state = stateOf(layer, 1);
      for (let pass = 0; pass < 40; pass++) {
        state = forward(pass % 2 === 0 ? low : high, state, layer, 'train').state;
      }
      return state.runningVar?.[0];
    };
    expect(run('precise-bn')).toBeCloseTo(1.5, 12);
    expect(run('textbook')).toBeCloseTo(0.5, 1);
  });
});

describe('stages', () => {
  const ids = (key: string, mode: 'train' | 'eval', more = {}) => stagesOf(layerOf(key, {}, more), mode);

  it('are six in training, with the formulas of the convention', () => {
    expect(ids('pytorch', 'train').map(({ formula }) => formula)).toEqual([
      'μ = Σx / N',
      'σ² = Σ(x − μ)² / N',
      'x̂ = (x − μ) / √(σ² + eps)',
      'y = γ·x̂ + β',
      '(1 − m)·old + m·μ',
      '(1 − m)·old + m·s²',
    ]);
    expect(ids('keras', 'train').at(-1)?.formula).toBe('m·old + (1 − m)·σ²');
    expect(ids('makemore', 'train')[1].formula).toBe('σ² = Σ(x − μ)² / (N − 1)');
  });

  it('are two in eval, and four where nothing is tracked', () => {
    expect(ids('pytorch', 'eval').map(({ id }) => id)).toEqual(['normalize', 'scale-and-shift']);
    expect(ids('pytorch', 'eval', { trackRunningStats: false })).toHaveLength(4);
    expect(ids('frozen', 'train')).toHaveLength(2);
  });
});

it('one value is normalized as in the whole tensor', () => {
  const layer = layerOf('pytorch');
  const state = stateOf(layer, 2, {
    gamma: Float64Array.of(2, 3),
    runningMean: Float64Array.of(1, -1),
    runningVar: Float64Array.of(4, 9),
  });
  const { output } = forward(tensor([1, 2], [5, 5]), state, layer, 'eval');
  const normalizer = evalNormalizer(layer, state);
  expect([0, 1].map((group) => normalizeOne(5, group, normalizer).y)).toEqual(Array.from(output.values));
});
