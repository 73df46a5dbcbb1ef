import { describe, expect, it } from 'vitest';
import {
  checkFold,
  checkWeight,
  fold,
  layoutThatFits,
  type EvalLayer,
  type Weight,
} from '../../../../src/session/repair/index.js';
import { convolution } from '../../../../src/session/repair/convolve.js';
import { rowsOf } from '../../../../src/session/repair/weight.js';
import { normalNumbers } from '../views/exampleSession.js';

const normal = normalNumbers(1);
const numbers = (size: number): Float64Array => Float64Array.from({ length: size }, () => Math.fround(normal()));
const layerOf = (channels: number): EvalLayer => ({
  gamma: numbers(channels),
  beta: numbers(channels),
  mean: numbers(channels),
  variance: numbers(channels).map((value) => value * value + 0.1),
  eps: 1e-5,
});

/** y[n, o, i, j] = Σ x[n, c, i + k, j + l] w[o, c, k, l], as the formula has it. */
function plain(x: Float64Array, [n, c, h, w]: number[], weight: Float64Array, [o, , kh, kw]: number[]): number[] {
  const y: number[] = [];
  for (let s = 0; s < n; s++)
    for (let i = 0; i + kh <= h; i++)
      for (let j = 0; j + kw <= w; j++)
        for (let out = 0; out < o; out++) {
          let sum = 0;
          for (let d = 0; d < c; d++)
            for (let k = 0; k < kh; k++)
              for (let l = 0; l < kw; l++)
                sum += x[((s * c + d) * h + i + k) * w + j + l] * weight[((out * c + d) * kh + k) * kw + l];
          y.push(sum);
        }
  return y;
}

/** Axes in another order. */
function transposed(values: Float64Array, shape: readonly number[], order: readonly number[]): Float64Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const sizes = order.map((axis) => shape[axis]);
  return values.map((_, at) => {
    let rest = at;
    let from = 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += (rest % sizes[axis]) * strides[order[axis]];
      rest = Math.floor(rest / sizes[axis]);
    }
    return values[from];
  });
}

function outputs(weight: Weight, input: { shape: readonly number[]; values: Float64Array }): number[] {
  const conv = convolution(weight, input);
  const { rows } = rowsOf(weight);
  const out = weight.layout === 'pytorch' ? weight.shape[0] : (weight.shape.at(-1) ?? 0);
  return Array.from({ length: conv.places * out }, (_, at) => conv.at(rows, Math.floor(at / out), at % out));
}

describe('convolution', () => {
  const [x, w] = [numbers(2 * 3 * 5 * 4), numbers(4 * 3 * 2 * 3)];
  const expected = plain(x, [2, 3, 5, 4], w, [4, 3, 2, 3]);
  const isClose = (found: number[]) => found.forEach((value, at) => expect(value).toBeCloseTo(expected[at], 12));

  it('slides PyTorch’s [out, in, h, w] over [N, in, H, W]', () => {
    const found = outputs({ shape: [4, 3, 2, 3], layout: 'pytorch', values: w }, { shape: [2, 3, 5, 4], values: x });
    expect(found).toHaveLength(expected.length);
    isClose(found);
  });

  it('slides Keras’ [h, w, in, out] over [N, H, W, in]', () => {
    const weight = { shape: [2, 3, 3, 4], layout: 'keras', values: transposed(w, [4, 3, 2, 3], [2, 3, 1, 0]) } as const;
    isClose(outputs(weight, { shape: [2, 5, 4, 3], values: transposed(x, [2, 3, 5, 4], [0, 2, 3, 1]) }));
  });

  it('takes groups of channels apart', () => {
    const weight = { shape: [4, 1, 2], layout: 'pytorch', values: numbers(8) } as const;
    const input = { shape: [1, 2, 3], values: Float64Array.of(1, 2, 3, 10, 20, 30) };
    const { values: v } = weight;
    expect(outputs(weight, input).slice(0, 4)).toEqual([
      v[0] + 2 * v[1],
      v[2] + 2 * v[3],
      10 * v[4] + 20 * v[5],
      10 * v[6] + 20 * v[7],
    ]);
  });

  it('is a linear layer without a kernel, over any number of axes', () => {
    const weight = { shape: [2, 3], layout: 'pytorch', values: Float64Array.of(1, 2, 3, 4, 5, 6) } as const;
    expect(outputs(weight, { shape: [1, 2, 3], values: Float64Array.of(1, 0, 0, 0, 1, 1) })).toEqual([1, 4, 5, 11]);
    const keras = { ...weight, shape: [3, 2], layout: 'keras' } as const;
    expect(outputs(keras, { shape: [1, 3], values: Float64Array.of(1, 0, 1) })).toEqual([6, 8]);
  });

  it('says which input it expected', () => {
    expect(() =>
      convolution(
        { shape: [4, 3, 3, 3], layout: 'pytorch', values: numbers(108) },
        { shape: [2, 5, 8, 8], values: numbers(640) },
      ),
    ).toThrow(
      'input of shape [2, 5, 8, 8]: expected 4 axes with 3 channels, or a multiple, on axis 1 and at least [3, 3] places, for a weight of shape [4, 3, 3, 3]',
    );
  });
});

describe('fold', () => {
  it('is w·f and (b − mean)·f + β in both layouts', () => {
    const layer: EvalLayer = {
      gamma: Float64Array.of(2, -3),
      beta: Float64Array.of(0.5, 1),
      mean: Float64Array.of(1, 2),
      variance: Float64Array.of(0.75, 3),
      eps: 0.25,
    };
    const pytorch = fold(layer, { shape: [2, 2], layout: 'pytorch', values: [1, 2, 3, 4] }, [10, 20]);
    const f = -3 / Math.sqrt(3.25);
    expect(Array.from(pytorch.weight)).toEqual([2, 4, 3 * f, 4 * f]);
    expect(Array.from(pytorch.bias)).toEqual([18.5, 18 * f + 1]);
    const keras = fold(layer, { shape: [2, 2], layout: 'keras', values: [1, 2, 3, 4] }, [10, 20]);
    expect(Array.from(keras.weight)).toEqual([2, 2 * f, 6, 4 * f]);
  });
});

describe('checkFold', () => {
  const weight: Weight = { shape: [6, 3, 3, 3], layout: 'pytorch', values: numbers(162) };
  const input = { shape: [2, 3, 6, 6], values: numbers(216) };

  it('differs by the rounding of what is written alone', async () => {
    const check = await checkFold(layerOf(6), weight, numbers(6), input, 'float32');
    expect(check.error).toBeGreaterThan(1e-9);
    expect(check.error).toBeLessThan(1e-5);
    expect(check).toMatchObject({ compared: 32, places: 32, isOff: false });
    const wide = await checkFold(layerOf(6), weight, numbers(6), input, 'float64');
    expect(wide.error).toBeLessThan(1e-12);
  });

  it('tells what a bias that is not scaled would cost', async () => {
    const layer = { ...layerOf(6), gamma: new Float64Array(6).fill(3), variance: new Float64Array(6).fill(1), eps: 0 };
    const { unscaledBias } = await checkFold(layer, weight, [0, 0, 0, 0, -7, 1], input, 'float32');
    expect(unscaledBias).toBe(14);
  });

  it('warns where a mean cancels more than float32 holds', async () => {
    const layer = {
      ...layerOf(6),
      mean: new Float64Array(6).fill(1e8),
      gamma: new Float64Array(6).fill(1),
      variance: new Float64Array(6).fill(1e-2),
    };
    const bias = new Float64Array(6).fill(1e8 + 0.3);
    expect(await checkFold(layer, weight, bias, input, 'float32')).toMatchObject({ isOff: false });
    expect(
      await checkFold(
        { ...layer, variance: new Float64Array(6).fill(1e-30), eps: 0, gamma: Float64Array.of(1, 1, 1, 1, 1, NaN) },
        weight,
        bias,
        input,
        'float32',
      ),
    ).toMatchObject({ isOff: true, channel: 5 });
  });

  it('compares some places of a large input', async () => {
    const large: Weight = { shape: [256, 256], layout: 'pytorch', values: numbers(65536) };
    const many = { shape: [4096, 256], values: numbers(4096 * 256) };
    const check = await checkFold(layerOf(256), large, new Float64Array(256), many, 'float32');
    expect(check).toMatchObject({ compared: 2048, places: 4096, isOff: false });
  });
});

describe('layoutThatFits', () => {
  it('finds the axis with an output for each channel', () => {
    expect(layoutThatFits([48, 32, 3, 3], 48)).toBe('pytorch');
    expect(layoutThatFits([3, 3, 32, 48], 48)).toBe('keras');
    expect(layoutThatFits([48], 48)).toBeNull();
    expect(() => checkWeight({ shape: [32, 48], layout: 'pytorch' }, 48)).toThrow(
      'weight of shape [32, 48]: expected 2 to 5 axes, 48 on the first, one for each channel',
    );
  });
});
