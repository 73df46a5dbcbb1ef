import { describe, expect, it } from 'vitest';
import {
  computeMoments,
  advance,
  evalNormalizer,
  forward,
  layoutOf,
  normalizeOne,
  stateAfterError,
  type Layer,
  type LayerState,
  type Mode,
  type Tensor,
} from '../../../src/engine/index.js';
import { layerOf, normals, stateOf, tensor, tensor32 } from './tensors.js';

const layer = layerOf('pytorch');

describe('one value per channel', () => {
  it('is refused in training with the words of PyTorch', () => {
    const message = 'Expected more than 1 value per channel when training, got input size torch.Size([1, 3])';
    expect(() => forward(tensor([1, 3], [1, 2, 3]), stateOf(layer, 3), layer, 'train')).toThrow(message);
  });

  it('is refused in eval where nothing is tracked, and normalized where something is', () => {
    const untracked = layerOf('pytorch', {}, { trackRunningStats: false });
    expect(() => forward(tensor([1, 1], [1]), stateOf(untracked, 1), untracked, 'eval')).toThrow(
      'Expected more than 1',
    );
    const { output } = forward(tensor([1, 1], [1]), stateOf(layer, 1), layer, 'eval');
    expect(output.values[0]).toBeCloseTo(1 / Math.sqrt(1 + 1e-5), 15);
  });

  it('gives beta, or NaN for good, in other conventions', () => {
    const x = tensor([1, 1], [5]);
    const textbook = layerOf('textbook');
    expect(forward(x, stateOf(textbook, 1), textbook, 'train').output.values[0]).toBe(0);
    const makemore = layerOf('makemore');
    const { output, state } = forward(x, stateOf(makemore, 1), makemore, 'train');
    expect([output.values[0], state.runningVar?.[0]]).toEqual([NaN, NaN]);
    expect(forward(tensor([4, 1], [1, 2, 4, 5]), state, makemore, 'train').state.runningVar?.[0]).toBeNaN();
  });
});

describe('a state of another size', () => {
  it('is refused, naming the shapes', () => {
    const x = tensor([4, 3], normals(12, 1));
    expect(() => forward(x, stateOf(layer, 2), layer, 'train')).toThrow(
      'runningMean has shape [2]: a batch of shape [4, 3] needs [3]',
    );
    const state = stateOf(layer, 3, { gamma: Float64Array.of(1, 1) });
    expect(() => forward(x, state, layer, 'train')).toThrow('gamma has shape [2]: a batch of shape [4, 3] needs [3]');
  });
});

describe('the state', () => {
  it('is never changed in place', () => {
    const before = stateOf(layer, 1);
    const copy = structuredClone(before);
    const { state } = forward(tensor([4, 1], [1, 2, 4, 5]), before, layer, 'train');
    expect(before).toEqual(copy);
    expect(state.numBatchesTracked).toBe(1);
  });

  it('stays as it is in eval', () => {
    const before = stateOf(layer, 1);
    expect(forward(tensor([4, 1], [1, 2, 4, 5]), before, layer, 'eval').state).toBe(before);
  });

  it('has no running values without tracking, and eval then uses those of the batch', () => {
    const untracked = layerOf('pytorch', {}, { trackRunningStats: false });
    const x = tensor([4, 1], [1, 2, 4, 5]);
    const state = stateOf(untracked, 1);
    expect(state.runningMean).toBeNull();
    const [train, evaluated] = (['train', 'eval'] as const).map((mode) => forward(x, state, untracked, mode));
    expect(evaluated.output).toEqual(train.output);
    expect(train.state.numBatchesTracked).toBe(0);
  });

  it('holds a running mean that a spread a million times smaller does not blur', () => {
    const x = tensor32(
      [1000, 1],
      normals(1000, 4, 1e6).map((value) => Math.round(value * 16) / 16),
    );
    const whole = layerOf('pytorch', { momentum: 1 });
    const { state, statistics } = forward(x, stateOf(whole, 1), whole, 'train');
    const { shift, remainder } = evalNormalizer(whole, state);
    expect(shift[0]).toBe(statistics.normalizer.shift[0]);
    expect(remainder[0]).toBeCloseTo(statistics.normalizer.remainder[0], 25);
  });

  it('that a user edits forgets what rounding had left of the mean before', () => {
    const { state } = forward(tensor([3, 1], [1, 1, 2]), stateOf(layer, 1), layer, 'train');
    const edited: LayerState = { ...state, runningMean: Float64Array.of(1e-30) };
    const { shift, remainder } = evalNormalizer(layer, edited);
    expect([shift[0], remainder[0]]).toEqual([1e-30, 0]);
  });
});

describe('traps', () => {
  const run = (batches: readonly (readonly number[])[], more = {}) => {
    const settings = layerOf('pytorch', more);
    let state = stateOf(settings, 1);
    for (const batch of batches) state = forward(tensor([batch.length, 1], batch), state, settings, 'train').state;
    return state;
  };
  const clean = [-1, 1, -1, 1];

  it('N = 2 gives ±1, whatever the input', () => {
    const { output } = forward(tensor([2, 1], [3.7, 1234]), stateOf(layer, 1), layer, 'train');
    expect(output.values[0]).toBeCloseTo(-1, 8);
    expect(output.values[1]).toBeCloseTo(1, 8);
  });

  it('one NaN stays after 200 clean batches', () => {
    const state = run([[NaN, 1, 2, 3], ...new Array<number[]>(200).fill(clean)]);
    expect([state.runningMean?.[0], state.runningVar?.[0]]).toEqual([NaN, NaN]);
  });

  it('one infinity makes the running mean infinite and the variance NaN', () => {
    const state = run([[Infinity, 1, 2, 3]]);
    expect([state.runningMean?.[0], state.runningVar?.[0]]).toEqual([Infinity, NaN]);
  });

  it('one outlier of 1e15 needs about 631 clean batches', () => {
    const after = (count: number) => {
      const state = run([[1e15, ...new Array<number>(255).fill(0)], ...new Array<number[]>(count).fill(clean)]);
      return forward(tensor([1, 1], [1]), state, layer, 'eval').output.values[0];
    };
    expect(after(560)).toBeLessThan(0.5);
    expect(after(660)).toBeGreaterThan(0.8);
  });

  it('a constant channel gives beta exactly, where PyTorch gives −.023 at 3000.7', () => {
    const { output } = forward(tensor32([64, 1], new Array(64).fill(3000.7)), stateOf(layer, 1), layer, 'train');
    expect(output.values.every((value) => value === 0)).toBe(true);
  });

  it('eps against var: output std at input std .1, .01, .001', () => {
    const outputStd = (std: number, eps: number) => {
      const settings = layerOf('pytorch', { eps });
      return forward(tensor([4, 1], [-std, std, -std, std]), stateOf(settings, 1), settings, 'train').output.values[1];
    };
    const digits = (eps: number) => [0.1, 0.01, 0.001].map((std) => Number(outputStd(std, eps).toFixed(4)));
    expect(digits(1e-5)).toEqual([0.9995, 0.9535, 0.3015]);
    expect(digits(1e-3)).toEqual([0.9535, 0.3015, 0.0316]);
  });

  it('distribution shift: the eval mean of N(3,2) after N(0,1) fades with 0, 5, 22, 44 batches', () => {
    // Batches of two values have exactly the mean and unbiased variance that are meant.
    const batch = (mean: number, std: number) => [mean - std / Math.SQRT2, mean + std / Math.SQRT2];
    const old = new Array<number[]>(200).fill(batch(0, 1));
    const evalMean = (count: number) => {
      const state = run([...old, ...new Array<number[]>(count).fill(batch(3, 2))]);
      return normalizeOne(3, 0, evalNormalizer(layer, state)).y;
    };
    expect(evalMean(0)).toBeCloseTo(3, 1);
    expect(evalMean(5)).toBeCloseTo(1.19, 1);
    expect(evalMean(22)).toBeCloseTo(0.155, 2);
    expect(evalMean(44)).toBeCloseTo(0.0146, 3);
  });

  it('alternating means of ±1: running_var never sees the variance between batches', () => {
    const far = (mean: number) => normals(256, mean + 9, mean);
    const state = run(Array.from({ length: 100 }, (_, i) => Array.from(far(i % 2 === 0 ? 1 : -1))));
    expect(state.runningVar?.[0]).toBeGreaterThan(0.8);
    expect(state.runningVar?.[0]).toBeLessThan(1.2);
  });
});

it('advance needs no elements: moments and state are enough', () => {
  const x = tensor([4, 1], [1, 2, 4, 5]);
  const moments = computeMoments(x.values, layoutOf(x.shape, layer));
  const { after, storedVar, batchWeight } = advance(layer, 'train', moments, stateOf(layer, 1));
  expect(after.runningVar?.[0]).toBeCloseTo(1.233333, 6);
  expect(storedVar?.[0]).toBeCloseTo(10 / 3, 15);
  expect(batchWeight).toBe(0.1);
});

describe('a train batch that PyTorch refuses', () => {
  const refuse = (x: Tensor, before: LayerState, of: Layer, mode: Mode = 'train') => {
    try {
      forward(x, before, of, mode);
    } catch (error) {
      return stateAfterError(error, before);
    }
    throw new Error('not refused');
  };
  const one = tensor([1, 2], [1, 2]);

  it('is counted all the same, so that the next one weighs half in a cumulative average', () => {
    const cumulative = layerOf('pytorch', { momentum: null });
    const counted = refuse(one, stateOf(cumulative, 2), cumulative);
    const { state } = forward(tensor([2, 2], [1, 2, 3, 6]), counted, cumulative, 'train');
    expect([state.runningMean, state.numBatchesTracked]).toEqual([Float64Array.of(1, 2), 2]);
  });

  it('is counted where its channels are too many, too', () => {
    const before = stateOf(layer, 2);
    expect(refuse(tensor([4, 3], normals(12, 1)), before, layer)).toEqual({ ...before, numBatchesTracked: 1 });
  });

  it('is not counted where its axes are refused, where nothing is tracked, in eval, or by other conventions', () => {
    const ranked = layerOf('pytorch', { inputRanks: [3] });
    const untracked = layerOf('pytorch', {}, { trackRunningStats: false });
    const keras = layerOf('keras');
    const wide = tensor([4, 3], normals(12, 1));
    expect(refuse(one, stateOf(ranked, 2), ranked).numBatchesTracked).toBe(0);
    expect(refuse(one, stateOf(untracked, 2), untracked).numBatchesTracked).toBe(0);
    expect(refuse(wide, stateOf(layer, 2), layer, 'eval').numBatchesTracked).toBe(0);
    expect(refuse(wide, stateOf(keras, 2), keras).numBatchesTracked).toBe(0);
  });
});
