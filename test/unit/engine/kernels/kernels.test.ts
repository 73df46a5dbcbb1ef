import { getFloat16 } from '@petamoriken/float16';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fastestKernels, plainKernels, simdKernels, type Kernels } from '../../../../src/engine/kernels/index.js';
import { newRowSums, type Center, type ScaleFactors } from '../../../../src/engine/kernels/kernels.js';
import { slabsOf, type Slab } from '../../../../src/engine/kernels/slab.js';
import type { Values } from '../../../../src/engine/index.js';
import { normals } from '../tensors.js';

const simd = simdKernels();
if (!simd) throw new Error('this Node.js has no SIMD');

afterEach(() => vi.unstubAllGlobals());

const factorsFor = (groups: number): ScaleFactors & Center => ({
  shift: normals(groups, 1, 3),
  remainder: normals(groups, 2, 0, 1e-17).map((value, i) => (i % 3 === 0 ? 0 : value)),
  scale: normals(groups, 3, 1),
  offset: normals(groups, 4),
});

/** Shapes [outer, groups, inner] around every limit: lanes, rows at a time, groups at a time, tiles of a copy. */
const shapes: readonly (readonly [number, number, number])[] = [
  [1, 1, 301],
  [37, 8, 1],
  [301, 3, 1],
  [19, 2051, 1],
  [9, 5, 49],
  [33, 1030, 3],
  [1, 3, 17_000],
  [600, 64, 2],
  [3, 7, 257],
];

/** Places that arrays can lie in: ordinary memory, the kernels' own, or one of them each. */
const places = ['ordinary', 'arena', 'shared', 'input in arena', 'output in arena'] as const;
const types = ['float32', 'float64', 'mixed'] as const;

const cases = shapes.flatMap((shape) => places.flatMap((place) => types.map((type) => ({ shape, place, type }))));

/** An input and an output in some place, the input filled with `values`. */
function arraysIn(kernels: Kernels, place: (typeof places)[number], type: (typeof types)[number], values: Values) {
  const arena = kernels.arena(40 * values.length, place === 'shared');
  const array = (float: 'float32' | 'float64', isInArena: boolean): Values =>
    isInArena
      ? arena[float](values.length)
      : float === 'float32'
        ? new Float32Array(values.length)
        : new Float64Array(values.length);
  const [a, b] = type === 'mixed' ? (['float64', 'float32'] as const) : [type, type];
  const inArena = place === 'arena' || place === 'shared';
  const input = array(b, inArena || place === 'input in arena');
  const second = array(a, inArena);
  const output = array(b, inArena || place === 'output in arena');
  input.set(values);
  second.set(values.map((value) => 2 - value));
  return { input, second, output };
}

/** Within 1e-13 of each entry's size: one comparison, since there are many entries. */
function expectClose(a: Float64Array, b: Float64Array, size: Float64Array): void {
  const off = a.findIndex((value, i) => !(Math.abs(value - b[i]) <= 1e-13 * Math.abs(size[i])));
  expect([off, a[off]]).toEqual([off, b[off]]);
}

function expectSameBits(a: Values, b: Values): void {
  const [left, right] = [a, b].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  expect(left.equals(right)).toBe(true);
}

describe.each(cases)('SIMD and plain kernels agree on $shape, $type, $place', ({ shape, place, type }) => {
  const [outer, groups, inner] = shape;
  const values = Float32Array.from(normals(outer * groups * inner, 5, 2));
  const whole: Slab = { start: 0, rows: outer, stride: groups * inner, group: 0, groups, length: inner };
  // As far as the engine lets plain float64 sums go.
  const block = { ...whole, length: Math.min(inner, 4096) };
  const both = () => [plainKernels, simd].map((kernels) => ({ kernels, ...arraysIn(simd, place, type, values) }));
  const factors = factorsFor(groups);

  it('on outputs, to the bit', () => {
    const [plain, fast] = both().map(({ kernels, input, output }) => {
      kernels.scale(input, output, whole, factors);
      return output.slice();
    });
    expectSameBits(fast, plain);
  });

  it.each([null, { g: factors.offset, x: factors.shift }])('on gradients, to the bit, around %s', (shifts) => {
    const [plain, fast] = both().map(({ kernels, input, second, output }) => {
      const gradient = { shifts, slope: factors.shift, rest: factors.offset, scale: factors.scale };
      kernels.gradient(second, input, output, whole, gradient);
      return output.slice();
    });
    expectSameBits(fast, plain);
  });

  it('on sums, to 1e-13, and on extremes', () => {
    const [plain, fast] = both().map(({ kernels, input }) => {
      const sums = newRowSums(groups);
      sums.shift.set(factors.shift);
      kernels.sumRows(input, block, sums);
      return sums;
    });
    expectSameBits(fast.min, plain.min);
    expectSameBits(fast.max, plain.max);
    expectClose(fast.squares, plain.squares, plain.squares);
    // Deviations of either sign cancel: their size is what the squares say.
    expectClose(
      fast.sum,
      plain.sum,
      plain.squares.map((q) => Math.sqrt(q * outer * block.length)),
    );
  });

  it('on cross sums, to 1e-13', () => {
    const [plain, fast] = both().map(({ kernels, input, second }) => {
      const sums = new Float64Array(groups).fill(0.5);
      kernels.addCrossSums(second, factors.offset, input, factors.shift, whole, sums);
      return sums;
    });
    expectClose(fast, plain, new Float64Array(groups).fill(outer * inner * 50));
  });

  it('on the sums of one run', () => {
    const [plain, fast] = both().map(({ kernels, input }) => {
      const out = new Float64Array(4);
      kernels.sumRun(input, 3, Math.min(input.length - 2, 4099), 1.5, out);
      return out;
    });
    expect(fast.subarray(2)).toEqual(plain.subarray(2));
    expectClose(fast.subarray(0, 2), plain.subarray(0, 2), Float64Array.of(plain[1], plain[1]));
  });

  it('on counts', () => {
    const edges = Float64Array.from({ length: 42 }, (_, k) => (k * 3 - 60) / 10);
    const series = { shift: 1.5, remainder: 1e-18, std: 0.7, factor: 1, added: 0, gamma: 1.25, beta: 0.3 };
    const [plain, fast] = both().map(({ kernels, input }) => {
      const counts = new Float64Array(41).fill(2);
      kernels.count(input, series, { edges, width: 0.3, first: -20 }, counts);
      return counts;
    });
    expect(fast).toEqual(plain);
    expect(fast.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(82);
  });
});

describe('half precision', () => {
  /** Which of its bit patterns a NaN has is nobody's business. */
  const withOneNaN = (values: Float32Array) => values.map((value) => (Number.isNaN(value) ? NaN : value));

  const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

  it.each(['widenFloat16', 'widenBfloat16'] as const)('%s: every bit pattern as the plain kernels have it', (widen) => {
    const [plain, fast] = [plainKernels, simd].map((kernels) => {
      const values = new Float32Array(all.length);
      kernels[widen](all, values);
      return values;
    });
    expectSameBits(withOneNaN(fast), withOneNaN(plain));
    expect(Object.is(fast[0x8000], -0)).toBe(true);
  });

  it('is what others read', () => {
    const view = new DataView(all.buffer);
    const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
    const values = new Float32Array(all.length);
    simd.widenFloat16(all, values);
    expectSameBits(
      withOneNaN(values),
      withOneNaN(Float32Array.from(all, (_, i) => getFloat16(view, 2 * i, isLittleEndian))),
    );
  });

  it('writes nothing behind the last value', () => {
    const arena = simd.arena(1024);
    const [values, behind] = [arena.float32(5), arena.float32(3)];
    behind.fill(7);
    const around = new Float32Array(values.buffer, values.byteOffset, 16).fill(7);
    simd.widenFloat16(Uint16Array.of(0x3c00, 0x4000, 0xbc00, 0x0001, 0x7c00), values);
    expect(Array.from(around.subarray(0, 6))).toEqual([1, 2, -1, 2 ** -24, Infinity, 7]);
  });
});

describe('values that are not finite', () => {
  it.each([NaN, Infinity, -Infinity])('%s: extremes pass over NaN and squares are not finite', (odd) => {
    for (const at of [0, 1, 511, 1000]) {
      const values = Float32Array.from(normals(1001, 3));
      values[at] = odd;
      const [plain, fast] = [plainKernels, simd].map((kernels) => {
        const out = new Float64Array(4);
        kernels.sumRun(values, 0, values.length, 0.25, out);
        return out;
      });
      expect(fast.subarray(2)).toEqual(plain.subarray(2));
      expect(Number.isFinite(fast[1])).toBe(false);
    }
  });
});

describe('a stretch of a tensor as slabs', () => {
  it('covers each element once, in its own group', () => {
    const sizes = { outer: fc.integer({ min: 1, max: 5 }), groups: fc.integer({ min: 1, max: 5 }) };
    const shape = fc.record({
      ...sizes,
      inner: fc.integer({ min: 1, max: 5 }),
      from: fc.nat(125),
      length: fc.nat(125),
    });
    fc.assert(
      fc.property(shape, ({ outer, groups, inner, from, length }) => {
        const size = outer * groups * inner;
        const offset = Math.min(from, size);
        const end = Math.min(size, offset + length);
        const group = Array.from({ length: end - offset }, () => -1);
        for (const slab of slabsOf({ groups, inner }, offset, end - offset)) {
          for (let row = 0; row < slab.rows; row++) {
            for (let i = 0; i < slab.groups * slab.length; i++) {
              const at = slab.start + row * slab.stride + i;
              expect(group[at]).toBe(-1);
              group[at] = slab.group + Math.floor(i / slab.length);
            }
          }
        }
        expect(group).toEqual(group.map((_, i) => Math.floor((offset + i) / inner) % groups));
      }),
    );
  });
});

describe('the choice of kernels', () => {
  it('falls on SIMD here', () => expect(fastestKernels().name).toBe('simd'));

  it('leaves plain loops where WebAssembly is missing or must not be compiled', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(simdKernels()).toBeNull();
  });

  it('gives ordinary arrays where an arena cannot be had or is full', () => {
    expect(simd.arena(2 ** 40).memory).toBeNull();
    const arena = simd.arena(8);
    expect(arena.float64(2 ** 17).buffer.byteLength).toBe(2 ** 20);
  });
});
