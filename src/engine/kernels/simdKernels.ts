import type { Values } from '../tensor.js';
import { KernelMemory, slotLength } from './kernelMemory.js';
import {
  MAX,
  MIN,
  SQUARES,
  SUM,
  type AffineSeries,
  type Arena,
  type BinEdges,
  type GradientFactors,
  type Kernels,
  type RowSums,
  type ScaleFactors,
} from './kernels.js';
import { Operand } from './operand.js';
import { plainKernels } from './plainKernels.js';
import type { Slab } from './slab.js';
import { tilesOf } from './tiles.js';
import { withWideRows } from './withWideRows.js';

/** Float32 values in a page of memory. */
const pageLength = 1024;

/** The kernels of `simd/`, or null where this platform cannot have them. */
export function simdKernels(): Kernels | null {
  try {
    return withWideRows(new SimdKernels(KernelMemory.create(0)));
  } catch {
    // No WebAssembly, no SIMD, or a content security policy that forbids it: plain loops do the same.
    return null;
  }
}

class SimdKernels implements Kernels {
  readonly name = 'simd';
  /** For operands that all lie elsewhere. */
  readonly #own: KernelMemory;

  constructor(own: KernelMemory) {
    this.#own = own;
  }

  sumRun(values: Values, start: number, end: number, shift: number, out: Float64Array): void {
    const [x] = this.#operands(values);
    const { memory, size } = x;
    const { params, paramsAddress, exports } = memory;
    params[0] = shift;
    params[1] = 0;
    params[2] = 0;
    params[3] = Infinity;
    params[4] = -Infinity;
    const limit = x.isInPlace ? end - start : slotLength;
    for (let from = start; from < end; from += limit) {
      const length = Math.min(limit, end - from);
      x.take({ start: from, rows: 1, stride: length, group: 0, groups: 1, length }, true);
      // Two halves are read side by side, a whole number of memory's pages apart.
      const half = Math.floor(length / (2 * pageLength)) * pageLength;
      const rest = length - 2 * half;
      if (half > 0) exports.sumRows(size, x.address, 2, half * size, 1, half, paramsAddress);
      if (rest > 0) exports.sumRows(size, x.address + 2 * half * size, 1, 0, 1, rest, paramsAddress);
    }
    out[SUM] = params[1];
    out[SQUARES] = params[2];
    out[MIN] = params[3];
    out[MAX] = params[4];
  }

  sumRows(values: Values, slab: Slab, sums: RowSums): void {
    if (isSmall(slab)) {
      plainKernels.sumRows(values, slab, sums);
      return;
    }
    const { shift, sum, squares, min, max } = sums;
    sum.fill(0, 0, slab.groups);
    squares.fill(0, 0, slab.groups);
    min.fill(Infinity, 0, slab.groups);
    max.fill(-Infinity, 0, slab.groups);
    const [x] = this.#operands(values);
    const { memory, size } = x;
    for (const tile of tilesOf(slab, limitOf(x))) {
      const { rows, groups, length } = tile;
      const group = tile.group - slab.group;
      putParams(memory, group, groups, [shift, sum, squares, min, max]);
      x.take(tile, true);
      memory.exports.sumRows(size, x.address, rows, x.stride, groups, length, memory.paramsAddress);
      [sum, squares, min, max].forEach((array, i) => getParam(memory, i + 1, group, groups, array));
    }
  }

  scale(from: Values, to: Values, slab: Slab, factors: ScaleFactors): void {
    if (isSmall(slab)) {
      plainKernels.scale(from, to, slab, factors);
      return;
    }
    const { shift, scale, offset } = factors;
    const [x, y] = this.#operands(from, to);
    const { memory, size } = x;
    const { exports, paramsAddress } = memory;
    for (const tile of tilesOf(slab, limitOf(x, y))) {
      const { rows, group, groups, length } = tile;
      putParams(memory, group, groups, [shift, scale, offset]);
      x.take(tile, true);
      y.take(tile, false);
      exports.scale(size, x.address, y.address, rows, x.stride, y.stride, groups, length, paramsAddress);
      y.put(tile);
    }
  }

  addCrossSums(
    left: Values,
    gShift: Float64Array,
    right: Values,
    xShift: Float64Array,
    slab: Slab,
    sums: Float64Array,
  ): void {
    if (isSmall(slab)) {
      plainKernels.addCrossSums(left, gShift, right, xShift, slab, sums);
      return;
    }
    const [g, x] = this.#operands(left, right);
    const { memory, size } = g;
    const { exports, paramsAddress } = memory;
    for (const tile of tilesOf(slab, limitOf(g, x))) {
      const { rows, group, groups, length } = tile;
      putParams(memory, group, groups, [gShift, xShift, sums]);
      g.take(tile, true);
      x.take(tile, true);
      exports.crossSums(size, g.address, x.address, rows, g.stride, x.stride, groups, length, paramsAddress);
      getParam(memory, 2, group, groups, sums);
    }
  }

  gradient(left: Values, right: Values, to: Values, slab: Slab, factors: GradientFactors): void {
    if (isSmall(slab)) {
      plainKernels.gradient(left, right, to, slab, factors);
      return;
    }
    const [g, x, dx] = this.#operands(left, right, to);
    const { memory, size } = g;
    const { shifts, slope, rest, scale } = factors;
    const arrays = [slope, rest, scale, ...(shifts ? [shifts.g, shifts.x] : [])];
    for (const tile of tilesOf(slab, limitOf(g, x, dx))) {
      const { rows, group, groups, length } = tile;
      putParams(memory, group, groups, arrays);
      g.take(tile, true);
      x.take(tile, true);
      dx.take(tile, false);
      memory.exports.gradient(
        size,
        g.address,
        x.address,
        dx.address,
        rows,
        g.stride,
        x.stride,
        dx.stride,
        groups,
        length,
        memory.paramsAddress,
        shifts ? 1 : 0,
      );
      dx.put(tile);
    }
  }

  count(values: Values, series: AffineSeries, { edges, width, first }: BinEdges, counts: Float64Array): void {
    const [x] = this.#operands(values);
    const { memory, size } = x;
    const { params, paramsAddress, exports } = memory;
    const { shift, remainder, std, factor, added, gamma, beta } = series;
    const bins = edges.length - 1;
    const seriesLength = 8;
    if (seriesLength + edges.length + bins + 1 > params.length) {
      plainKernels.count(values, series, { edges, width, first }, counts);
      return;
    }
    params.set([shift, remainder, std, factor, added, gamma, beta]);
    params.set(edges, seriesLength);
    const countsFrom = seriesLength + edges.length;
    // One counter a bin and one for what lies outside, twice.
    const counters = new Int32Array(params.buffer, paramsAddress + 8 * countsFrom, 2 * (bins + 1));
    counters.fill(0);
    const limit = x.isInPlace ? values.length : slotLength;
    for (let start = 0; start < values.length; start += limit) {
      const length = Math.min(limit, values.length - start);
      x.take({ start, rows: 1, stride: length, group: 0, groups: 1, length }, true);
      const edgesAddress = paramsAddress + 8 * seriesLength;
      const countsAddress = paramsAddress + 8 * countsFrom;
      exports.count(size, x.address, length, paramsAddress, edgesAddress, bins, width, first, countsAddress);
    }
    for (let bin = 0; bin < bins; bin++) counts[bin] += counters[bin] + counters[bins + 1 + bin];
  }

  widenFloat16(bits: Uint16Array, values: Float32Array): void {
    this.#widen('widenFloat16', bits, values);
  }

  widenBfloat16(bits: Uint16Array, values: Float32Array): void {
    this.#widen('widenBfloat16', bits, values);
  }

  arena(bytes: number, shared = false): Arena {
    let memory: KernelMemory;
    try {
      memory = KernelMemory.create(bytes, shared);
    } catch {
      // Too large, or no more address space: kernels take ordinary arrays as well.
      return plainKernels.arena(bytes, shared);
    }
    return arenaIn(memory);
  }

  adopt(memory: WebAssembly.Memory, part: number): void {
    KernelMemory.adopt(memory, part);
  }

  /** Arrays as operands in the memory of the first that lies in one. */
  #operands(...arrays: readonly [Values, ...Values[]]): readonly [Operand, ...Operand[]] {
    let memory: KernelMemory | undefined;
    for (const values of arrays) memory ??= KernelMemory.of(values);
    const size = arrays.every((values) => values instanceof Float32Array) ? 4 : 8;
    const [first, ...others] = arrays;
    const place = memory ?? this.#own;
    return [
      new Operand(place, first, 0, size),
      ...others.map((values, index) => new Operand(place, values, index + 1, size)),
    ];
  }

  #widen(kernel: 'widenFloat16' | 'widenBfloat16', bits: Uint16Array, values: Float32Array): void {
    const memory = KernelMemory.of(values) ?? this.#own;
    const isInPlace = KernelMemory.of(values) === memory;
    const { buffer } = memory.memory;
    const [from, to] = [memory.slotAddress(0), memory.slotAddress(1)];
    // A kernel writes four at a time: in place only as many as there are.
    const whole = isInPlace ? bits.length - (bits.length % 4) : 0;
    for (let start = 0; start < bits.length;) {
      const direct = start < whole;
      const length = Math.min(slotLength, (direct ? whole : bits.length) - start);
      new Uint16Array(buffer, from, length).set(bits.subarray(start, start + length));
      memory.exports[kernel](from, direct ? values.byteOffset + 4 * start : to, length);
      if (!direct) values.set(new Float32Array(buffer, to, length), start);
      start += length;
    }
  }
}

/** Whether the way into WebAssembly costs more than it saves. */
function isSmall({ rows, groups, length }: Slab): boolean {
  return rows * groups * length < 256;
}

/** A copy takes no more than its slot; what is used in place, any number of elements. */
function limitOf(...operands: readonly Operand[]): number {
  return operands.every(({ isInPlace }) => isInPlace) ? Infinity : slotLength;
}

function putParams({ params }: KernelMemory, group: number, groups: number, arrays: readonly Float64Array[]): void {
  arrays.forEach((array, index) => params.set(array.subarray(group, group + groups), index * groups));
}

function getParam(memory: KernelMemory, index: number, group: number, groups: number, array: Float64Array): void {
  array.set(memory.params.subarray(index * groups, (index + 1) * groups), group);
}

function arenaIn(memory: KernelMemory): Arena {
  const { buffer } = memory.memory;
  return {
    memory: memory.memory,
    float32(length) {
      const address = memory.allocate(4 * length);
      return address === null ? new Float32Array(length) : new Float32Array(buffer, address, length);
    },
    float64(length) {
      const address = memory.allocate(8 * length);
      return address === null ? new Float64Array(length) : new Float64Array(buffer, address, length);
    },
  };
}
