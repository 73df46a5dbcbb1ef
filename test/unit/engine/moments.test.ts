import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  computeMoments,
  forward,
  layoutOf,
  meanOf,
  mergeMoments,
  MomentsAccumulator,
  varianceOf,
  type Layout,
  type Moments,
  type Values,
} from '../../../src/engine/index.js';
import { exactPass, rounded } from './exactOracle.js';
import { layerOf, normals, stateOf, tensor, tensor32 } from './tensors.js';

const layer = layerOf('labml');
const layoutFor = (shape: readonly number[]) => layoutOf(shape, layer);

/** The values of one group, in order. */
function groupOf(values: Values, layout: Layout, group: number): number[] {
  const { outer, groups, inner } = layout;
  const all: number[] = [];
  for (let row = 0; row < outer; row++) {
    const from = (row * groups + group) * inner;
    all.push(...values.subarray(from, from + inner));
  }
  return all;
}

const shapes: readonly (readonly number[])[] = [
  [2, 3],
  [5, 7, 2],
  [300, 5],
  [1030, 3],
  [3, 4, 300],
  [2, 2, 5000],
  [40, 3, 7, 7],
  [90, 3, 4, 3],
  [1, 2, 9000],
  [4, 1, 50],
];

describe('moments of float32, for every memory layout', () => {
  for (const far of [0, 1e6]) {
    it.each(shapes)(`[%i, %i, …] around a mean of ${far}: outputs of 0 ULP`, (...shape) => {
      const size = shape.reduce((product, axis) => product * axis, 1);
      // Steps of 1/16 are what float32 holds at 1e6.
      const x = tensor32(
        shape,
        normals(size, 7).map((value) => far + Math.round(value * 16) / 16),
      );
      const layout = layoutFor(shape);
      const { output, statistics } = forward(x, stateOf(layer, layout.channels), layer, 'train');
      for (let group = 0; group < layout.groups; group++) {
        const values = groupOf(x.values, layout, group);
        const { mean, y } = exactOf(values);
        expect(statistics.normalizer.shift[group]).toBe(mean);
        expect(groupOf(output.values, layout, group)).toEqual(y);
      }
    });
  }
});

/** Mean and outputs of multiples of 1/16, exactly: integers, and one rounding at the end. */
function exactOf(values: readonly number[]): { mean: number; y: number[] } {
  const { y, mean } = exactPass(values, [], { eps: 1e-5, gamma: 1, beta: 0, unbiased: false });
  return { mean: rounded(mean, 'float64'), y: y.map((value) => rounded(value, 'float32')) };
}

function expectSame(a: Moments, b: Moments): void {
  expect(a.count).toBe(b.count);
  expect(a.shift).toEqual(b.shift);
  expect(a.min).toEqual(b.min);
  expect(a.max).toEqual(b.max);
  expect(a.nonFinite).toEqual(b.nonFinite);
  expect(a.firstNonFinite).toEqual(b.firstNonFinite);
  a.m2.forEach((value, group) => {
    if (Number.isNaN(b.m2[group])) expect(value).toBeNaN();
    else expect(Math.abs(value - b.m2[group])).toBeLessThanOrEqual(1e-14 * Math.abs(b.m2[group]));
  });
}

describe('moments of a tensor in pieces', () => {
  it('are those of the whole, wherever the pieces end', () => {
    const cut = fc.record({
      shape: fc.constantFrom(...shapes),
      cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    fc.assert(
      fc.property(cut, ({ shape, cuts }) => {
        const layout = layoutFor(shape);
        const values = Float32Array.from(normals(layout.count * layout.groups, 3, 5));
        const accumulator = new MomentsAccumulator(layout);
        const ends = [...cuts.map((part) => Math.floor(part * values.length)), values.length].sort((a, b) => a - b);
        let start = 0;
        for (const end of ends) {
          accumulator.add(values.slice(start, end), start);
          start = end;
        }
        expectSame(accumulator.finish(), computeMoments(values, layout));
      }),
      { numRuns: 60 },
    );
  });
});

describe('parts of a tensor that threads have', () => {
  it.each(shapes)('[%i, %i, …] merge into the whole, wherever they end and in any order', (...shape) => {
    const layout = layoutFor(shape);
    const values = Float32Array.from(normals(layout.count * layout.groups, 3, 5));
    values[Math.floor(values.length / 3)] = NaN;
    const cuts = [0, 0.123, 0.5, 0.9, 1].map((part) => Math.floor(part * values.length));
    const parts = cuts.slice(1).map((end, i) => {
      const accumulator = new MomentsAccumulator(layout);
      accumulator.add(values.subarray(cuts[i], end), cuts[i]);
      return accumulator.partial();
    });
    for (const order of [parts, parts.toReversed()]) {
      const all = new MomentsAccumulator(layout);
      for (const part of order) all.merge(part);
      expectSame(all.finish(), computeMoments(values, layout));
    }
  });

  it('give mean and variance so far, and nothing of what was not seen', () => {
    const accumulator = new MomentsAccumulator(layoutFor([2, 3, 2]));
    accumulator.add(Float64Array.of(1, 3, 5), 0);
    const early = accumulator.finish();
    expect(meanOf(early)).toEqual(Float64Array.of(2, 5, NaN));
    expect(varianceOf(early, 'biased')).toEqual(Float64Array.of(1, 0, NaN));
    accumulator.add(Float64Array.of(7, 9, 11, 2, 2, 4, 6, 8, 8), 3);
    expect(meanOf(accumulator.finish())).toEqual(Float64Array.of(2, 5.5, 9));
  });

  it('are refused where they have other groups', () => {
    const [two, three] = [2, 3].map((groups) => new MomentsAccumulator(layoutFor([2, groups])));
    expect(() => two.merge(three.partial())).toThrow('expected 2 groups, found 3');
  });
});

describe('merging', () => {
  it('gives the moments of all values together, in any order', () => {
    // What float32 holds: float64's own sums round inside a block, and blocks end elsewhere in a part.
    const parts = [3, 50, 700, 1].map((rows, i) => normals(rows * 4, i, 1e4 * i, i + 0.5).map(Math.fround));
    const moments = parts.map((values) => computeMoments(values, layoutFor([values.length / 4, 4])));
    const all = Float64Array.from(parts.flatMap((values) => Array.from(values)));
    const whole = computeMoments(all, layoutFor([all.length / 4, 4]));
    const [a, b, c, d] = moments;
    for (const order of [
      [a, b, c, d],
      [d, c, b, a],
      [mergeMoments([b, d]), mergeMoments([c, a])],
    ]) {
      expectSame(mergeMoments(order), whole);
    }
  });

  it('keeps what is not finite', () => {
    const clean = computeMoments(Float64Array.of(1, 2, 3, 4), layoutFor([2, 2]));
    const dirty = computeMoments(Float64Array.of(1, NaN, 3, 4), layoutFor([2, 2]));
    const merged = mergeMoments([clean, dirty]);
    expect(meanOf(merged)).toEqual(Float64Array.of(2, NaN));
    expect(Array.from(merged.nonFinite)).toEqual([0, 1]);
    expect(Array.from(merged.firstNonFinite)).toEqual([-1, 1]);
    expect(merged.max[1]).toBe(4);
  });

  it('refuses parts of different sizes, and none', () => {
    const [two, three] = [2, 3].map((groups) => computeMoments(new Float64Array(groups), layoutFor([1, groups])));
    expect(() => mergeMoments([two, three])).toThrow('expected 2 groups in each part, found 3');
    expect(() => mergeMoments([])).toThrow('expected at least one part');
  });
});

describe('ill-conditioned input', () => {
  it('keeps its digits at mean = 1e6 · std, N = 2e5', () => {
    const x = tensor([2e5, 1], normals(2e5, 11, 1e6));
    const { output } = forward(x, stateOf(layer, 1), layer, 'train');
    // Against the same numbers without the mean, which float64 subtraction takes off exactly enough.
    const near = Float64Array.from(x.values, (value) => value - 1e6);
    let sum = 0;
    for (const value of near) sum += value;
    const mean = sum / 2e5;
    let squares = 0;
    for (const value of near) squares += (value - mean) ** 2;
    const std = Math.sqrt(squares / 2e5 + 1e-5);
    let worst = 0;
    output.values.forEach((y, i) => (worst = Math.max(worst, Math.abs(y - (near[i] - mean) / std))));
    expect(worst).toBeLessThan(1e-11);
  });

  it('is not misled by a first value far from the mean, sorted values or steps between blocks', () => {
    for (const value of [
      (i: number) => (i === 0 ? 1e12 : i % 7),
      (i: number) => i * 1e-3,
      (i: number) => Math.floor(i / 4096) * 1e6 + (i % 3),
    ]) {
      const values = Float64Array.from({ length: 20000 }, (_, i) => value(i));
      const moments = computeMoments(values, layoutFor([20000, 1]));
      const mean = values.reduce((sum, x) => sum + x, 0) / 20000;
      const m2 = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
      expect(Math.abs(moments.shift[0] / mean - 1)).toBeLessThan(1e-14);
      expect(Math.abs(moments.m2[0] / m2 - 1)).toBeLessThan(1e-12);
    }
  });

  it('finds exactly no variance in a constant channel, however long', () => {
    for (const size of [5, 100, 5000]) {
      const moments = computeMoments(new Float64Array(size * 2).fill(0.1), layoutFor([size, 2]));
      expect(meanOf(moments)).toEqual(Float64Array.of(0.1, 0.1));
      expect(varianceOf(moments, 'biased')).toEqual(Float64Array.of(0, 0));
    }
  });
});

describe('NaN and infinities', () => {
  it.each([[[2, 2, 3]], [[600, 2]], [[2, 2, 700]]])('are counted and located in %j', (shape) => {
    const layout = layoutFor(shape);
    const values = normals(layout.count * 2, 5);
    const inSecond = groupOf(
      Float64Array.from(values, (_, i) => i),
      layout,
      1,
    );
    for (const index of inSecond.slice(1, 3)) values[index] = Infinity;
    const infinite = computeMoments(values, layout);
    expect(Array.from(infinite.nonFinite)).toEqual([0, 2]);
    expect(Array.from(infinite.firstNonFinite)).toEqual([-1, inSecond[1]]);
    expect([infinite.shift[1], infinite.m2[1], infinite.max[1]]).toEqual([Infinity, NaN, Infinity]);
    values[inSecond[0]] = NaN;
    const broken = computeMoments(values, layout);
    expect(broken.nonFinite[1]).toBe(3);
    expect(broken.firstNonFinite[1]).toBe(inSecond[0]);
    expect([broken.shift[1], broken.m2[1], broken.max[1]]).toEqual([NaN, NaN, Infinity]);
    expect(broken.shift[0]).toBeLessThan(1);
  });

  it('are all there is where no value is a number: extremes are NaN', () => {
    const moments = computeMoments(Float64Array.of(NaN, NaN), layoutFor([2, 1]));
    expect([moments.min[0], moments.max[0]]).toEqual([NaN, NaN]);
  });

  it('are none of finite values whose squares overflow: the variance is infinite, the outputs are ±1', () => {
    const { output, statistics } = forward(tensor([2, 1], [1e200, -1e200]), stateOf(layer, 1), layer, 'train');
    expect(statistics.normalizer.variance[0]).toBe(Infinity);
    expect(Array.from(output.values, (value) => Number(value.toFixed(12)))).toEqual([1, -1]);
  });
});

describe('layouts', () => {
  it('refuse what cannot be normalized, naming the shape', () => {
    expect(() => layoutFor([3])).toThrow('shape [3]: expected at least 2 axes (batch and channels), found 1');
    expect(() => layoutFor([])).toThrow('shape []');
    expect(() => layoutFor([2, 0, 4])).toThrow('shape [2, 0, 4]: axis 1 has size 0');
    expect(() => layoutOf([2, 3], { ...layer, channelAxis: 2 })).toThrow(
      'channel axis 2: expected an axis of shape [2, 3]',
    );
  });

  it('take any axis as the channels', () => {
    expect(layoutOf([2, 3, 4], { ...layer, channelAxis: 0 })).toMatchObject({ outer: 1, groups: 2, inner: 12 });
    expect(layoutOf([2, 3, 4], { ...layer, channelAxis: -1 })).toMatchObject({ outer: 6, groups: 4, inner: 1 });
  });
});
