import { expect, test } from 'vitest';
import { normalizeValues, type Layout, type Normalizer, type Values } from '../../../src/engine/index.js';
import { plainKernels, simdKernels } from '../../../src/engine/kernels/index.js';

const simd = simdKernels();
// Where WebAssembly is hidden there are the plain ones alone.
const both = simd ? [plainKernels, simd] : [plainKernels];

const each = (value: number) => both.map(() => value);

/** One group of `count` values. */
const layoutOf = (count: number): Layout => ({
  outer: count,
  groups: 1,
  inner: 1,
  channels: 1,
  groupsPerChannelStep: 1,
  count,
});

const normalizerOf = (shift: number, remainder: number, std: number, beta = 0): Normalizer => ({
  shift: Float64Array.of(shift),
  remainder: Float64Array.of(remainder),
  variance: Float64Array.of(std * std),
  std: Float64Array.of(std),
  arithmetic: 'exact',
  gamma: Float64Array.of(1),
  beta: Float64Array.of(beta),
});

/** A long enough batch of one value, which no kernel is too small for. */
const normalized = (x: number, normalizer: Normalizer): readonly number[] => {
  const values: Values = new Float64Array(300).fill(x);
  return both.map((kernels) => normalizeValues(values, layoutOf(values.length), normalizer, { kernels })[0]);
};

const unit = 2 ** -52;

test('a mean between two float64 is taken off to the last digit', () => {
  const normalizer = normalizerOf(1 + unit, unit / 4, unit);
  expect(normalized(1 + unit, normalizer)).toEqual(each(-0.25));
  expect(normalized(1 + 2 * unit, normalizer)).toEqual(each(0.75));
  expect(normalized(1, normalizer)).toEqual(each(-1.25));
});

test('over a spread of 0 every deviation is infinite, also one of the remainder alone', () => {
  const normalizer = normalizerOf(1, unit / 4, 0, 3);
  expect(normalized(1, normalizer)).toEqual(each(-Infinity));
  expect(normalized(2, normalizer)).toEqual(each(Infinity));
  expect(normalized(1, normalizerOf(1, 0, 0))).toEqual(each(NaN));
});
