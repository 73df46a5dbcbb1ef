import { describe, expect, it } from 'vitest';
import {
  backward,
  forward,
  type BackwardOptions,
  type Layer,
  type LayerState,
  type Tensor,
} from '../../../src/engine/index.js';
import { exactPass, rounded } from './exactOracle.js';
import { layerOf, normals, stateOf, tensor, tensor32 } from './tensors.js';

const gamma = Float64Array.of(1.5, -0.75, 2);
const beta = Float64Array.of(0.25, 0, -1);

/** Random input and upstream gradient of shape [5, 3, 4, 4]. */
function example(mean = 2): { x: Tensor; dy: Tensor } {
  const shape = [5, 3, 4, 4];
  return { x: tensor(shape, normals(240, 1, mean, 1.5)), dy: tensor(shape, normals(240, 2, 0.3)) };
}

/** Σ y·dy as a function of x: what the gradients are gradients of. */
function loss(x: Tensor, dy: Tensor, state: LayerState, layer: Layer, mode: 'train' | 'eval'): number {
  const { values } = forward(x, state, layer, mode).output;
  return Array.from(values).reduce((sum, y, i) => sum + y * dy.values[i], 0);
}

function expectGradient(layer: Layer, state: LayerState, mode: 'train' | 'eval', x: Tensor, dy: Tensor): void {
  const { dx } = backward(x, dy, state, layer, mode);
  const h = 1e-5;
  for (const index of [0, 17, x.values.length - 1]) {
    const at = (change: number) => {
      const values = Float64Array.from(x.values);
      values[index] += change;
      return loss({ ...x, values }, dy, state, layer, mode);
    };
    expect(dx.values[index]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 6);
  }
}

describe('dx is the derivative of the output', () => {
  const { x, dy } = example();
  it.each(['pytorch', 'makemore', 'keras', 'frozen', 'mxnet'])('%s, in train and eval', (key) => {
    const layer = layerOf(key, {}, { channelAxis: key === 'makemore' ? 3 : 1 });
    const channels = key === 'makemore' ? 4 : 3;
    const groups = key === 'makemore' ? 48 : 3;
    const state = stateOf(layer, channels, {
      gamma: normals(channels, 5, 1),
      beta: normals(channels, 6),
      runningMean: new Float64Array(groups).fill(0.5),
      runningVar: new Float64Array(groups).fill(2),
    });
    for (const mode of ['train', 'eval'] as const) expectGradient(layer, state, mode, x, dy);
  });

  it('linear-projection', () => {
    const layer = layerOf('linear-projection');
    const linear = { weight: normals(6, 3), bias: normals(2, 4), out: 2 };
    const state = stateOf(layer, 3, { linear });
    const x2 = tensor([9, 3], normals(27, 7, 1));
    expectGradient(layer, state, 'train', x2, tensor([9, 2], normals(18, 8)));
  });
});

describe('invariants', () => {
  it.each([0, 1e4])('Σdx = 0 and Σdx·x̂ = γ·dγ·eps/(var+eps)^1.5 at mean %d', (mean) => {
    const layer = layerOf('pytorch', { eps: 0.01 });
    const state = stateOf(layer, 3, { gamma, beta });
    const { x, dy } = example(mean);
    const { dx, dGamma, dBeta, statistics } = backward(x, dy, state, layer, 'train');
    const { shift, remainder, std, variance } = statistics.normalizer;
    const sums = { dx: [0, 0, 0], dot: [0, 0, 0], g: [0, 0, 0] };
    dx.values.forEach((value, i) => {
      const group = Math.floor(i / 16) % 3;
      sums.dx[group] += value;
      sums.dot[group] += (value * (x.values[i] - shift[group] - remainder[group])) / std[group];
      sums.g[group] += dy.values[i];
    });
    for (let group = 0; group < 3; group++) {
      expect(sums.dx[group]).toBeCloseTo(0, 11);
      const expected = (gamma[group] * (dGamma?.[group] ?? NaN) * 0.01) / (variance[group] + 0.01) ** 1.5;
      expect(sums.dot[group]).toBeCloseTo(expected, 11);
      expect(dBeta?.[group]).toBeCloseTo(sums.g[group], 11);
    }
  });

  it('a large mean of the upstream gradient costs no digits', () => {
    const layer = layerOf('pytorch');
    const state = stateOf(layer, 1);
    const x = tensor32([90, 1], normals(90, 1));
    const small = Float32Array.from(normals(90, 2), (value) => Math.round(value * 8) / 8);
    const large = small.map((value) => value + 2 ** 20);
    const [near, far] = [small, large].map((values) => backward(x, tensor32([90, 1], values), state, layer, 'train'));
    expect(far.dx.values).toEqual(near.dx.values);
    const dGamma = near.dGamma?.[0] ?? NaN;
    expect(Math.abs((far.dGamma?.[0] ?? NaN) / dGamma - 1)).toBeLessThan(1e-13);
  });
});

describe('float32 gradients of 0 ULP', () => {
  it.each([
    [[300, 1], 0],
    [[1, 1, 3000], 1e6],
    [[500, 1, 4], 1e6],
  ] as const)('%j at mean %d', (shape, mean) => {
    const size = shape.reduce<number>((product, axis) => product * axis, 1);
    const round = (value: number) => Math.round(value * 16) / 16;
    const x = tensor32(shape, normals(size, 1, mean).map(round));
    const dy = tensor32(shape, normals(size, 2).map(round));
    const layer = layerOf('labml');
    const { dx } = backward(x, dy, stateOf(layer, 1), layer, 'train');
    const exact = exactPass(Array.from(x.values), Array.from(dy.values), {
      eps: 1e-5,
      gamma: 1,
      beta: 0,
      unbiased: false,
    });
    expect(Array.from(dx.values)).toEqual(exact.dx.map((value) => rounded(value, 'float32')));
  });
});

describe('statistics as constants', () => {
  const layer = layerOf('pytorch');
  const state = stateOf(layer, 3, { gamma, beta });
  const { x, dy } = example();
  const dxOf = (through: BackwardOptions['through']) =>
    backward(x, dy, state, layer, 'train', through ? { through } : {}).dx.values;

  it('leave γ/s · g', () => {
    const { std } = forward(x, state, layer, 'train').statistics.normalizer;
    const dx = dxOf({ mean: false, variance: false });
    dx.forEach((value, i) => {
      const group = Math.floor(i / 16) % 3;
      expect(value).toBeCloseTo((gamma[group] / std[group]) * dy.values[i], 12);
    });
  });

  it('let Σdx differ from 0 where the mean is one, and keep it 0 where only the variance is', () => {
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
    expect(Math.abs(sum(dxOf({ mean: false, variance: true })))).toBeGreaterThan(1);
    expect(sum(dxOf({ mean: true, variance: false }))).toBeCloseTo(0, 10);
    expect(dxOf({ mean: true, variance: true })).toEqual(dxOf(undefined));
  });

  it('do not change dγ and dβ', () => {
    const [whole, constant] = [true, false].map((flows) =>
      backward(x, dy, state, layer, 'train', { through: { mean: flows, variance: flows } }),
    );
    expect(constant.dBeta).toEqual(whole.dBeta);
    whole.dGamma?.forEach((value, group) => expect(constant.dGamma?.[group]).toBeCloseTo(value, 11));
  });
});

describe('an upstream gradient', () => {
  it('of another shape than the output is refused, naming both', () => {
    const layer = layerOf('pytorch');
    const x = tensor([4, 2], normals(8, 1));
    expect(() => backward(x, tensor([2, 4], normals(8, 2)), stateOf(layer, 2), layer, 'train')).toThrow(
      'upstream gradient: expected shape [4, 2] as the output, found [2, 4]',
    );
  });

  it('moves the running values of MXNet', () => {
    const layer = layerOf('mxnet');
    const { x, dy } = example();
    const { state, dGamma } = backward(x, dy, stateOf(layer, 3), layer, 'train');
    expect(state.runningMean?.[0]).not.toBe(0);
    expect(Array.from(dGamma ?? [])).toEqual([0, 0, 0]);
  });

  it('gives no γ and β gradients without affine', () => {
    const layer = layerOf('pytorch', {}, { affine: false });
    const { x, dy } = example();
    expect(backward(x, dy, stateOf(layer, 3), layer, 'train')).toMatchObject({ dGamma: null, dBeta: null });
  });
});
