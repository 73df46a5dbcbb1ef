import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backward,
  conventionNamed,
  forward,
  initialState,
  meanOf,
  varianceOf,
  type Layer,
  type LayerState,
  type Tensor,
} from '../../../src/engine/index.js';
import { exactPass, fractionOf, minus, rounded, type Fraction } from './exactOracle.js';
import { normals } from './tensors.js';

const conventions = { biased: conventionNamed('textbook'), unbiased: conventionNamed('makemore') };

interface Channel {
  readonly x: readonly number[];
  readonly dy: readonly number[];
}

/** Runs one channel of shape [N, 1] and compares every number with the exact one, rounded once. */
function expectExact(
  channel: Channel,
  dtype: 'float32' | 'float64',
  kind: 'biased' | 'unbiased',
  settings = { eps: 1e-5, gamma: 1.25, beta: -0.375 },
): void {
  const { eps, gamma, beta } = settings;
  const layer: Layer = {
    convention: { ...conventions[kind], eps },
    channelAxis: 1,
    affine: true,
    trackRunningStats: true,
  };
  const state: LayerState = { ...initialState(layer, 1), gamma: Float64Array.of(gamma), beta: Float64Array.of(beta) };
  const [x, dy] = [channel.x, channel.dy].map((values) => tensorOf([values.length, 1], values, dtype));
  const exact = exactPass(channel.x, channel.dy, { ...settings, unbiased: kind === 'unbiased' });
  const { output, statistics } = forward(x, state, layer, 'train');
  expect(Array.from(output.values, noMinusZero)).toEqual(exact.y.map((value) => rounded(value, dtype)));
  expectClose(meanOf(statistics.moments)[0], exact.mean);
  expectClose(varianceOf(statistics.moments, 'biased')[0], exact.biased);
  const gradients = backward(x, dy, state, layer, 'train');
  if (channel.x.length > 2) {
    expect(Array.from(gradients.dx.values, noMinusZero)).toEqual(exact.dx.map((value) => rounded(value, dtype)));
  }
  expectClose(gradients.dGamma?.[0] ?? NaN, exact.dGamma);
  expectClose(gradients.dBeta?.[0] ?? NaN, exact.dBeta);
}

const noMinusZero = (value: number) => value + 0;

/**
 * Within the float64 roundings on the way, in units of 2⁻⁵³. The longest, to dγ, has 5.5: half of those of m2, division
 * and eps through the root, the root itself, the cross sum, the division, and that of the exact value.
 */
function expectClose(value: number, exact: Fraction): void {
  const nearest = rounded(exact, 'float64');
  expect(Math.abs(value - nearest)).toBeLessThanOrEqual(5.5 * 2 ** -53 * Math.abs(nearest));
}

function tensorOf(shape: readonly number[], values: readonly number[], dtype: 'float32' | 'float64'): Tensor {
  return { shape, dtype, values: dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values) };
}

const sixtyFourths = fc.integer({ min: -(2 ** 12), max: 2 ** 12 }).map((value) => value / 64);
const float32 = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e6), max: Math.fround(1e6) });
const channelOf = (value: fc.Arbitrary<number>) =>
  fc
    .array(fc.tuple(value, sixtyFourths), { minLength: 2, maxLength: 12 })
    .map((pairs): Channel => ({ x: pairs.map(([x]) => x), dy: pairs.map(([, dy]) => dy) }));

describe('float32 outputs and gradients are the exact values, rounded once', () => {
  for (const kind of ['biased', 'unbiased'] as const) {
    it(`for multiples of 1/64 (${kind})`, () => {
      fc.assert(
        fc.property(channelOf(sixtyFourths), (channel) => expectExact(channel, 'float32', kind)),
        { numRuns: 1500 },
      );
    });

    it(`for numbers of any magnitude (${kind})`, () => {
      fc.assert(
        fc.property(channelOf(float32), (channel) => expectExact(channel, 'float32', kind)),
        { numRuns: 1500 },
      );
    });

    it(`for a mean a million times the spread (${kind})`, () => {
      const far = sixtyFourths.map((value) => Math.fround(1e6 + value / 64));
      fc.assert(
        fc.property(channelOf(far), (channel) => expectExact(channel, 'float32', kind)),
        { numRuns: 800 },
      );
    });
  }

  it('also beside outliers that cancel one another', () => {
    expectExact({ x: [2 ** 90, 1, -(2 ** 90), 5, 2, 7], dy: [1, 2, 3, 4, 5, 6] }, 'float32', 'biased');
  });
});

/** What was measured of float64 outputs, as a share of the largest of their channel; 1e-11 is promised. */
const measured = 5 * 2 ** -53;

/** The largest error of a float64 output, as a share of the largest output. */
function outputError(x: readonly number[], kind: 'biased' | 'unbiased', beta = -0.375): number {
  const settings = { eps: 1e-5, gamma: 1.25, beta };
  const layer: Layer = { convention: conventions[kind], channelAxis: 1, affine: true, trackRunningStats: true };
  const parameters = { gamma: Float64Array.of(settings.gamma), beta: Float64Array.of(settings.beta) };
  const state: LayerState = { ...initialState(layer, 1), ...parameters };
  const { output } = forward(tensorOf([x.length, 1], x, 'float64'), state, layer, 'train');
  const { y } = exactPass(x, [], { ...settings, unbiased: kind === 'unbiased' });
  const errors = y.map((value, i) => Math.abs(rounded(minus(fractionOf(output.values[i]), value), 'float64')));
  return Math.max(...errors) / Math.max(...y.map((value) => Math.abs(rounded(value, 'float64'))));
}

describe('float64 outputs are within 1e-11 of the largest of their channel, and far closer', () => {
  const double = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
  for (const kind of ['biased', 'unbiased'] as const) {
    it(`for a few numbers of any magnitude (${kind})`, () => {
      const values = fc.array(double, { minLength: 2, maxLength: 12 });
      fc.assert(
        fc.property(values, (x) => {
          expect(outputError(x, kind)).toBeLessThanOrEqual(measured);
        }),
        { numRuns: 1000 },
      );
    });
  }

  it.each([5, 64, 96, 300, 1000, 5000])('for %i normal numbers, whatever their mean', (count) => {
    for (const mean of [0, 0.3, 1e3, 1e6, 1e12]) {
      for (let seed = 1; seed <= Math.min(10, 3000 / count + 1); seed++) {
        expect(outputError(Array.from(normals(count, seed, mean)), 'biased', 0)).toBeLessThanOrEqual(measured);
      }
    }
  });
});
