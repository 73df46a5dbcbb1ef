import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  asWrittenStatistics,
  evalNormalizer,
  forward,
  layoutOf,
  lostDigits,
  normalizeOne,
  type Emulation,
  type LayerState,
} from '../../../src/engine/index.js';
import { layerOf, stateOf, tensor32 } from './tensors.js';

interface Recorded {
  readonly cases: readonly {
    readonly shape: readonly number[];
    readonly base: number;
    readonly step: number;
    readonly mean: readonly number[];
    readonly variance: readonly number[];
  }[];
}

const path = new URL('../../fixtures/emulation/naive_variance.json', import.meta.url);
const recorded = JSON.parse(readFileSync(path, 'utf8')) as Recorded;
const asWritten: Emulation = { arithmetic: 'float32', state: 'float32' };
const labml = layerOf('labml', {}, { emulation: asWritten });

/** The input that make_naive_variance.py gave to PyTorch. */
function inputOf(shape: readonly number[], base: number, step: number) {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor32(
    shape,
    Float64Array.from({ length: count }, (_, i) => base + (((i * 7919) % 1009) - 504) * step),
  );
}

describe('E[x²] − E[x]² in float32', () => {
  it.each(recorded.cases)('is that of PyTorch, bit for bit: $shape, $base ± $step', (example) => {
    const x = inputOf(example.shape, example.base, example.step);
    const { mean, variance } = asWrittenStatistics(x.values, layoutOf(x.shape, labml), labml.convention);
    expect(Array.from(mean)).toEqual(example.mean.map(Math.fround));
    expect(Array.from(variance)).toEqual(example.variance.map(Math.fround));
  });

  it('is −9.8e-4 on a constant 100.1, and the output NaN, where the exact output is beta', () => {
    const x = inputOf([6, 2], 100.1, 0);
    const { output, statistics } = forward(x, stateOf(labml, 2), labml, 'train');
    expect(statistics.normalizer.variance[0]).toBe(-(2 ** -10));
    expect(Array.from(output.values)).toEqual(new Array(12).fill(NaN));
    const exact = layerOf('labml');
    expect(Array.from(forward(x, stateOf(exact, 2), exact, 'train').output.values)).toEqual(new Array(12).fill(0));
  });

  it('is a multiple of 8 at mean 1e4, of 1024 at 1e5, and 0 at std .01', () => {
    const rows = recorded.cases.filter((example) => example.shape[0] === 100 && example.shape[1] === 3);
    const variances = (base: number, step: number) =>
      rows.find((example) => example.base === base && example.step === step)?.variance;
    expect(variances(1e4, 0.00343)).toEqual([-16, 16, 16]);
    expect(variances(1e5, 0.00343)).toEqual([0, 0, 1024]);
    expect(variances(1e4, 0.0000343)).toEqual([-8, -8, 0]);
  });

  it('is clamped at 0 by Flax, so that the output collapses instead of becoming NaN', () => {
    const flax = layerOf('flax', {}, { emulation: asWritten });
    const { statistics, output } = forward(inputOf([6, 2], 100.1, 0), stateOf(flax, 2), flax, 'train');
    expect(statistics.normalizer.variance[0]).toBe(0);
    expect(output.values.every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe('running values of fewer bits', () => {
  const half = (state: Emulation['state']) => layerOf('pytorch', {}, { emulation: { arithmetic: 'exact', state } });

  it('overflow in float16: running_var becomes infinite, and eval outputs 0', () => {
    const layer = half('float16');
    let state: LayerState = stateOf(layer, 1);
    const x = tensor32([4, 1], [-300, 300, -1500, 1500]);
    for (let pass = 0; pass < 2; pass++) state = forward(x, state, layer, 'train').state;
    expect(state.runningVar?.[0]).toBe(Infinity);
    expect(normalizeOne(1500, 0, evalNormalizer(layer, state)).y).toBe(0);
  });

  it('are rounded to float32 after every pass', () => {
    const layer = half('float32');
    const { state } = forward(tensor32([3, 1], [0.1, 0.2, 0.4]), stateOf(layer, 1), layer, 'train');
    const mean = state.runningMean?.[0] ?? NaN;
    expect(mean).toBe(Math.fround(mean));
    expect(mean).toBeCloseTo(0.07 / 3, 8);
  });

  it('keep subnormal and tied halves', () => {
    const layer = half('float16');
    const update = (value: number) => {
      const whole = { ...layer, convention: { ...layer.convention, momentum: 1 } };
      return forward(tensor32([2, 1], [value, value]), stateOf(layer, 1), whole, 'train').state.runningMean?.[0];
    };
    expect(update(2 ** -24)).toBe(2 ** -24);
    expect(update(2 ** -25)).toBe(0);
    expect(update(1 + 2 ** -11)).toBe(1);
    expect(update(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
    expect(update(65519)).toBe(65504);
    expect(update(-65520)).toBe(-Infinity);
  });
});

it('lost digits count from the 7.2 that float32 has', () => {
  expect(lostDigits(1, 1)).toBe(0);
  expect(lostDigits(0.997, 16)).toBeCloseTo(7.22, 1);
  expect(lostDigits(1, 1.001)).toBeCloseTo(4.22, 1);
  expect(lostDigits(0.997, NaN)).toBeCloseTo(7.22, 1);
});
