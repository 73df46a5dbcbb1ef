import { describe, expect, it } from 'vitest';
import { plainKernels, simdKernels, type Kernels } from '../../../../src/engine/kernels/index.js';
import { newRowSums } from '../../../../src/engine/kernels/kernels.js';
import { sideBySide } from '../../../../src/engine/kernels/sideBySide.js';
import type { Slab } from '../../../../src/engine/kernels/slab.js';
import { normals } from '../tensors.js';

const simd = simdKernels();
if (!simd) throw new Error('this Node.js has no SIMD');

const slabOf = (rows: number, groups: number): Slab => ({
  start: 0,
  rows,
  stride: groups,
  group: 0,
  groups,
  length: 1,
});

describe('rows side by side', () => {
  it('are as many as fill the lanes, and make up for the row', () => {
    expect(sideBySide(slabOf(1000, 3))).toMatchObject({
      times: 24,
      wide: { rows: 41, stride: 72, groups: 72 },
      left: { start: 984 * 3, rows: 16 },
    });
    expect(sideBySide(slabOf(1000, 129))?.times).toBe(4);
    expect(sideBySide(slabOf(1000, 66))?.times).toBe(2);
    expect(sideBySide(slabOf(1000, 1))?.times).toBe(64);
  });

  it('are none where rows are long, few, longer than an element, or have gaps between them', () => {
    const slabs = [slabOf(1000, 64), slabOf(1000, 513), slabOf(47, 3)];
    slabs.push({ ...slabOf(1000, 3), stride: 4 }, { ...slabOf(1000, 3), length: 2, stride: 6 });
    expect(slabs.map(sideBySide)).toEqual(slabs.map(() => null));
  });
});

/** A slab within the groups of a tensor of more. */
describe.each([1, 3, 10, 129])('of %i groups that are not the first of the tensor', (groups) => {
  const slab: Slab = { ...slabOf(701, groups), start: 5, group: 2 };
  const values = Float32Array.from(normals(5 + 701 * groups, 1, 2));
  const others = Float32Array.from(normals(values.length, 2, 1));
  const [shift, scale, offset] = [3, 4, 5].map((seed) => normals(groups + 2, seed));
  const both = <T>(of: (kernels: Kernels) => T) => [plainKernels, simd].map(of);

  it('outputs and gradients are those of the plain kernels', () => {
    const [plain, fast] = both((kernels) => {
      const [y, dx, around] = [0, 1, 2].map(() => new Float32Array(values.length));
      const factors = { slope: shift, rest: offset, scale };
      kernels.scale(values, y, slab, { shift, scale, offset });
      kernels.gradient(others, values, dx, slab, { shifts: null, ...factors });
      kernels.gradient(others, values, around, slab, { shifts: { g: scale, x: shift }, ...factors });
      return [y, dx, around];
    });
    expect(fast).toEqual(plain);
  });

  it('so are sums', () => {
    const [plain, fast] = both((kernels) => {
      const sums = newRowSums(groups);
      sums.shift.set(shift.subarray(0, groups));
      kernels.sumRows(values, slab, sums);
      const cross = new Float64Array(groups + 2).fill(1);
      kernels.addCrossSums(others, scale, values, shift, slab, cross);
      return { ...sums, cross };
    });
    expect([fast.min, fast.max]).toEqual([plain.min, plain.max]);
    for (const name of ['sum', 'squares', 'cross'] as const) {
      fast[name].forEach((sum, group) => expect(sum).toBeCloseTo(plain[name][group], 9));
    }
  });
});
