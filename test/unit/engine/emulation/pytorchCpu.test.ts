import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  forward,
  normalizeOne,
  type Emulation,
  type Layer,
  type LayerState,
  type Mode,
} from '../../../../src/engine/index.js';
import { layerOf, stateOf, tensor32 } from '../tensors.js';

/** As make_pytorch_cpu.py writes it; numbers of y, mean and var are the bits of float32. */
interface Recorded {
  readonly instructions: string;
  readonly casesWithOtherBits: Readonly<Record<string, number>>;
  readonly cases: readonly Case[];
}

interface Case {
  readonly convention: string;
  readonly shape: readonly number[];
  readonly axis: number;
  readonly base: number;
  readonly spread: number;
  readonly momentum: number | null;
  readonly eps: number;
  readonly affine: boolean;
  readonly tracked: boolean;
  readonly passes: readonly {
    readonly mode: Mode;
    readonly seed: number;
    readonly y: { readonly sha256: string; readonly first: readonly number[] };
    readonly mean?: readonly number[];
    readonly var?: readonly number[];
  }[];
}

const path = new URL('../../../fixtures/emulation/pytorch_cpu.json', import.meta.url);
const recorded = JSON.parse(readFileSync(path, 'utf8')) as Recorded;
const emulation: Emulation = { arithmetic: 'float32', state: 'float32' };

/** The input that make_pytorch_cpu.py gave to PyTorch. */
function single(count: number, seed: number, base: number, spread: number): Float32Array<ArrayBuffer> {
  return new Float32Array(count).map((_, index) => {
    let k = Math.imul(index + seed * 0x10001, 0x9e3779b1) >>> 0;
    k = (k ^ (k >>> 15)) >>> 0;
    k = Math.imul(k, 0x85ebca6b) >>> 0;
    k = (k ^ (k >>> 13)) >>> 0;
    return base + spread * (2 * (k / 2 ** 32) - 1);
  });
}

function bitsOf(values: ArrayLike<number>): Uint32Array {
  return new Uint32Array(Float32Array.from(values, (value) => (Number.isNaN(value) ? NaN : value)).buffer);
}

function start(example: Case): { readonly layer: Layer; readonly state: LayerState } {
  const { convention, shape, axis, base, momentum, eps, affine, tracked } = example;
  const channelAxis = axis < 0 ? axis + shape.length : axis;
  const layer = layerOf(convention, { momentum, eps }, { channelAxis, affine, trackRunningStats: tracked, emulation });
  const channels = shape[channelAxis];
  const parameter = (seed: number, center: number, width: number) =>
    Float64Array.from(single(channels, seed, center, width));
  const given = affine ? { gamma: parameter(101, 1, 0.9), beta: parameter(102, 0, 1) } : {};
  const running = tracked ? { runningMean: parameter(103, base, 1), runningVar: parameter(104, 1, 0.9) } : {};
  return { layer, state: stateOf(layer, channels, { ...given, ...running }) };
}

function inputOf({ shape, base, spread }: Case, seed: number) {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor32(shape, single(count, seed, base, spread));
}

describe('PyTorch 1.13 on the CPU, one thread', () => {
  it('was recorded with AVX2, whose order of sums and whose FMA are emulated', () => {
    expect(recorded.instructions).toBe('AVX2');
    expect(recorded.casesWithOtherBits).toEqual({ AVX2: 0, AVX512: 5, 'NO AVX': expect.any(Number) as number });
  });

  it.each(recorded.cases)(
    'gives these bits: $convention $shape, channels on $axis, $base ± $spread, momentum $momentum, eps $eps, affine $affine, tracked $tracked',
    (example) => {
      const { layer, state: initial } = start(example);
      let state = initial;
      for (const pass of example.passes) {
        const { output, state: after } = forward(inputOf(example, pass.seed), state, layer, pass.mode);
        const bits = bitsOf(output.values);
        expect(Array.from(bits.subarray(0, 4))).toEqual(pass.y.first);
        expect(createHash('sha256').update(bits).digest('hex')).toBe(pass.y.sha256);
        if (pass.mean && pass.var) {
          expect(Array.from(bitsOf(after.runningMean ?? []))).toEqual(pass.mean);
          expect(Array.from(bitsOf(after.runningVar ?? []))).toEqual(pass.var);
        }
        state = after;
      }
    },
  );
});

describe('what float32 loses in PyTorch', () => {
  const layer = layerOf('pytorch', {}, { emulation });
  const trained = (shape: readonly number[], values: ArrayLike<number>) =>
    forward(tensor32(shape, values), stateOf(layer, shape[1]), layer, 'train');

  it('is the mean in y where the mean is folded into the offset: a constant 3000.7 is not 0', () => {
    const { output, statistics } = trained([4, 1, 100], new Float32Array(400).fill(3000.7));
    expect(new Set(output.values)).toEqual(new Set([-0.02295728772878647]));
    expect(statistics.normalizer.variance[0]).toBe(0);
  });

  it('is nothing of a constant 1e10 in one plane: float64 sums give a variance of 0', () => {
    const { statistics } = trained([4, 1, 100], new Float32Array(400).fill(1e10));
    expect(Array.from(statistics.normalizer.variance)).toEqual([0]);
  });

  it('is rounded in the running values as well, where only those are in float32', () => {
    const kept = layerOf('pytorch', {}, { emulation: { arithmetic: 'exact', state: 'float32' } });
    const { fround } = Math;
    const state = stateOf(kept, 1, { runningMean: Float64Array.of(0.3), runningVar: Float64Array.of(0.7) });
    const after = forward(tensor32([3, 1], [1, 2, 4]), state, kept, 'train').state;
    // The momentum is a float32 number; what is kept of the old value is rounded, and so is the new part of the mean.
    const [weight, rest] = [fround(0.1), fround(1 - fround(0.1))];
    expect(after.runningMean?.[0]).toBe(fround(fround(weight * fround(7 / 3)) + fround(rest * fround(0.3))));
    expect(after.runningVar?.[0]).toBe(fround(weight * fround(7 / 3) + fround(rest * fround(0.7))));
  });

  it('is the same for one value as for all', () => {
    const x = single(24, 7, 1e3, 1);
    const { output, statistics } = trained([4, 3, 2], x);
    x.forEach((value, index) => {
      const group = Math.floor(index / 2) % 3;
      expect(normalizeOne(value, group, statistics.normalizer).y).toBe(output.values[index]);
    });
  });

  it('does not reach other conventions, nor PyTorch with another formula', () => {
    const values = [3000.7, 3000.7, 3000.7];
    const yOf = (key: string, changes = {}) => {
      const other = layerOf(key, changes, { emulation });
      return forward(tensor32([3, 1], values), stateOf(other, 1), other, 'train').statistics.normalizer.native;
    };
    expect(yOf('pytorch')).toBeDefined();
    expect(yOf('keras')).toBeUndefined();
    expect(yOf('pytorch', { varianceAsWritten: 'naive' })).toBeUndefined();
  });
});
