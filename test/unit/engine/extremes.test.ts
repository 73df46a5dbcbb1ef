import { describe, expect, it } from 'vitest';
import {
  backward,
  computeMoments,
  forward,
  layoutOf,
  meanOf,
  mergeMoments,
  MomentsAccumulator,
  normalizeOne,
  plainKernels,
  sigmaAt,
  varianceOf,
  type Layer,
  type LayerState,
} from '../../../src/engine/index.js';
import { exactPass, fractionOf, rounded, times } from './exactOracle.js';
import { layerOf, normals, stateOf, tensor } from './tensors.js';

const layoutFor = (count: number) => layoutOf([count, 1], layerOf('textbook'));

/** Within some float64 roundings of the exact value. */
function expectNear(value: number, exact: number, roundings = 8): void {
  if (Object.is(value, exact) || value === exact) return;
  expect(Math.abs(value - exact)).toBeLessThanOrEqual(roundings * 2 ** -53 * Math.abs(exact) + 5e-324);
}

const alternating = (size: number, count = 16) => Array.from({ length: count }, (_, i) => (i % 2 === 0 ? size : -size));

describe('values whose squares or sums float64 cannot hold', () => {
  it('±5.3e153 has the variance 2.809e307, and outputs ±1', () => {
    const layer = layerOf('textbook', { momentum: 1 });
    const { output, statistics, state } = forward(
      tensor([16, 1], alternating(5.3e153)),
      stateOf(layer, 1),
      layer,
      'train',
    );
    expectNear(statistics.normalizer.variance[0], 2.809e307);
    expectNear(state.runningVar?.[0] ?? NaN, 2.809e307);
    output.values.forEach((y, i) => expectNear(y, i % 2 === 0 ? 1 : -1));
  });

  it('a mean near 2e307 is finite, and nothing is counted that is not there', () => {
    const moments = computeMoments(
      Float64Array.from({ length: 100 }, (_, i) => 2e307 + i * 1e300),
      layoutFor(100),
    );
    expectNear(meanOf(moments)[0], 2e307 + 49.5e300);
    expect(moments.nonFinite[0]).toBe(0);
    expectNear(sigmaAt(moments, 0), 1e300 * Math.sqrt((100 ** 2 - 1) / 12), 1e6);
  });

  it.each([1e-170, 1e-300, 5e-324])('±%d with eps 0 gives ±1', (size) => {
    const layer = layerOf('textbook', { eps: 0 });
    const { output } = forward(tensor([16, 1], alternating(size)), stateOf(layer, 1), layer, 'train');
    output.values.forEach((y, i) => expectNear(y, i % 2 === 0 ? 1 : -1));
  });

  it('small values beside an ordinary eps are x̂ = x / √eps', () => {
    const layer = layerOf('textbook');
    const { output } = forward(tensor([16, 1], alternating(1e-170)), stateOf(layer, 1), layer, 'train');
    expectNear(output.values[0], 1e-170 / Math.sqrt(1e-5));
  });

  it('the largest numbers of either sign do not part so far that their distance is infinite', () => {
    const layer = layerOf('textbook');
    const x = [1.7e308, -1.7e308, -1.7e308, -1.7e308];
    const { output } = forward(tensor([4, 1], x), stateOf(layer, 1), layer, 'train');
    [Math.sqrt(3), ...new Array<number>(3).fill(-1 / Math.sqrt(3))].forEach((y, i) => expectNear(output.values[i], y));
    const state = stateOf(layer, 1, { runningMean: Float64Array.of(-1e308), runningVar: Float64Array.of(1e300) });
    expectNear(forward(tensor([1, 1], [1e308]), state, layer, 'eval').output.values[0], 2e158);
  });

  it('ordinary data has no extremes to look after', () => {
    for (const values of [new Float64Array(300), normals(300, 1), normals(300, 1, 1e100, 1e90)]) {
      expect(computeMoments(values, layoutFor(300))).not.toHaveProperty('extremes');
    }
  });
});

/** Powers of two around every limit. */
const sizes = [-1060, -1000, -565, -401, -399, 0, 330, 402, 515, 665, 997, 1020].map((power) => 2 ** power);

describe('forward and backward are the exact values at every size', () => {
  const settings = { eps: 0, gamma: 1.5, beta: 0.25, unbiased: false };
  const layer: Layer = layerOf('textbook', { eps: 0 });
  const state: LayerState = stateOf(layer, 1, { gamma: Float64Array.of(1.5), beta: Float64Array.of(0.25) });

  for (const size of sizes) {
    it.each([5, 70])(`x of ${size.toExponential(1)}, %i of them`, (count) => {
      const scale = fractionOf(size);
      const plain = Array.from(normals(count, 3), (value) => Math.round(value * 1024) / 1024);
      const x = plain.map((value) => value * size);
      expect(x.map((value) => value / size)).toEqual(plain);
      const dy = Array.from(normals(count, 4));
      for (const upstream of [1, 1e-200, 1e200]) {
        const g = dy.map((value) => value * upstream);
        const exact = exactPass(plain, g, settings);
        const { output } = forward(tensor([count, 1], x), state, layer, 'train');
        exact.y.forEach((y, i) => expect(Math.abs(output.values[i] - rounded(y, 'float64'))).toBeLessThan(3e-15));
        const { dx, dGamma, dBeta } = backward(tensor([count, 1], x), tensor([count, 1], g), state, layer, 'train');
        expect(Math.abs((dGamma?.[0] ?? NaN) / rounded(exact.dGamma, 'float64') - 1)).toBeLessThan(1e-13);
        expect(Math.abs((dBeta?.[0] ?? NaN) / rounded(exact.dBeta, 'float64') - 1)).toBeLessThan(1e-13);
        const largest = Math.max(...exact.dx.map((one) => Math.abs(rounded(one, 'float64') / size)));
        if (!(largest < 1e300 && largest > 1e-290)) continue;
        exact.dx.forEach((one, i) => {
          // dx of size · x is that of x over the size.
          const back = rounded(times(one, { num: scale.den, den: scale.num }), 'float64');
          expect(Math.abs(dx.values[i] - back)).toBeLessThan(largest * 1e-14);
        });
      }
    });
  }
});

describe('however they come', () => {
  /** Sixteen tiny values, then some as large as they get, then ordinary ones. */
  const pieces = [
    alternating(1e-300),
    alternating(1, 600),
    alternating(1e170, 100),
    alternating(1e300, 300),
    alternating(5),
  ];
  const all = Float64Array.from(pieces.flat());
  const whole = computeMoments(all, layoutFor(all.length));

  it('pieces, threads and ranks give the moments of the whole', () => {
    const added = new MomentsAccumulator(layoutFor(all.length));
    const merged = new MomentsAccumulator(layoutFor(all.length));
    let at = 0;
    const ranks = pieces.map((piece) => {
      const values = Float64Array.from(piece);
      added.add(values, at);
      const part = new MomentsAccumulator(layoutFor(all.length));
      part.add(values, at);
      merged.merge(structuredClone(part.partial()));
      at += piece.length;
      return computeMoments(values, layoutFor(piece.length));
    });
    const sigma = 1e300 * Math.sqrt(300 / all.length);
    for (const moments of [
      whole,
      added.finish(),
      merged.finish(),
      mergeMoments(ranks),
      mergeMoments(ranks.toReversed()),
    ]) {
      expectNear(sigmaAt(moments, 0), sigma, 16);
      expect(Math.abs(meanOf(moments)[0])).toBeLessThan(1e284);
    }
    expectNear(varianceOf(mergeMoments(ranks.slice(0, 2)), 'biased')[0], 600 / 616, 16);
  });

  it('plain and SIMD kernels agree to the bit', () => {
    const layout = layoutOf([400, 3, 5], layerOf('textbook'));
    const values = normals(6000, 2).map((value, i) => value * [1e-200, 1, 1e200][Math.floor(i / 5) % 3]);
    const [plain, simd] = [computeMoments(values, layout, plainKernels), computeMoments(values, layout)];
    expect(plain.extremes).toEqual(simd.extremes);
    expect([...(simd.extremes?.keys() ?? [])]).toEqual([0, 2]);
  });

  it('values beside NaN are as IEEE arithmetic has them', () => {
    const moments = computeMoments(Float64Array.of(1e300, NaN, -1e300, 1e-300), layoutFor(4));
    expect([meanOf(moments)[0], moments.m2[0], moments.nonFinite[0]]).toEqual([NaN, NaN, 1]);
  });
});

describe('running averages of numbers near the largest', () => {
  it.each(['paper', 'precise-bn', 'haiku', 'caffe', 'pytorch'])('of %s are finite where their average is', (key) => {
    const layer = layerOf(key, {}, { channelAxis: 1 });
    let state = stateOf(layer, 1);
    for (let pass = 0; pass < 8; pass++)
      state = forward(tensor([2, 1], [1.6e308, 1.6e308]), state, layer, 'train').state;
    const mean = state.runningMean?.[0] ?? NaN;
    const share = key === 'pytorch' ? 1 - 0.9 ** 8 : 1;
    expectNear(mean, 1.6e308 * share, 40);
  });

  it('the spread between batches counts in a population, however large', () => {
    const layer = layerOf('precise-bn', {}, { channelAxis: 1 });
    let state = stateOf(layer, 1);
    for (const size of [9e153, -9e153, 9e153, -9e153]) {
      state = forward(tensor([64, 1], new Array<number>(64).fill(size)), state, layer, 'train').state;
    }
    expectNear(state.runningVar?.[0] ?? NaN, 9e153 ** 2, 40);
  });
});

it('one value is normalized as the whole tensor is', () => {
  const layer = layerOf('textbook', { eps: 0 });
  const x = alternating(1e-320);
  const { output, statistics } = forward(tensor([16, 1], x), stateOf(layer, 1), layer, 'train');
  expect(x.map((value) => normalizeOne(value, 0, statistics.normalizer).y)).toEqual([...output.values]);
});
