import type { Layout } from '../layout.js';
import type { Values } from '../tensor.js';
import { cascadeSum } from './cascadeSum.js';
import type { AsWritten } from './emulation.js';
import { fusedMultiplyAdd } from './fusedMultiplyAdd.js';
import type { MemoryOrder } from './memoryOrder.js';

/**
 * Mean and biased variance as PyTorch 1.13 computes them on the CPU, with one thread and FMA instructions, addition by
 * addition: batch_norm_cpu_collect_stats_…_impl in aten/src/ATen/native/cpu/batch_norm_kernel.cpp, and
 * batch_norm_cpu_update_stats_template in aten/src/ATen/native/Normalization.cpp for what is not contiguous.
 * @param values [outer, groups, inner]; taken as float32
 */
export function nativeStatistics(values: Values, layout: Layout, order: MemoryOrder): AsWritten {
  const x = values instanceof Float32Array ? values : Float32Array.from(values);
  switch (order) {
    case 'rows':
      return inRows(x, layout);
    case 'planes':
      return inPlanes(x, layout);
    case 'strided':
      return strided(x, layout);
  }
}

/** Row after row, all channels side by side, with float32 sums: what they lose grows with the number of rows. */
function inRows(x: Float32Array, { groups, count }: Layout): AsWritten {
  const sums = new Float32Array(groups);
  for (let row = 0, i = 0; row < count; row++) {
    for (let group = 0; group < groups; group++, i++) sums[group] += x[i];
  }
  const mean = sums.map((sum) => sum / count);
  const squares = new Float32Array(groups);
  const deviation = new Float32Array(1);
  for (let row = 0, i = 0; row < count; row++) {
    for (let group = 0; group < groups; group++, i++) {
      deviation[0] = x[i] - mean[group];
      squares[group] = fusedMultiplyAdd(deviation[0], deviation[0], squares[group]);
    }
  }
  return asWritten('rows', mean, squares, count);
}

/** Channel after channel, with float64 sums of float32 squares. */
function inPlanes(x: Float32Array, layout: Layout): AsWritten {
  const { fround } = Math;
  const { groups, count } = layout;
  const mean = new Float32Array(groups);
  const squares = new Float32Array(groups);
  for (let group = 0; group < groups; group++) {
    let sum = 0;
    forEachIndex(layout, group, (i) => (sum += x[i]));
    mean[group] = sum / count;
    const mu = mean[group];
    let square = 0;
    forEachIndex(layout, group, (i) => {
      const deviation = fround(x[i] - mu);
      square += fround(deviation * deviation);
    });
    squares[group] = square;
  }
  return asWritten('planes', mean, squares, count);
}

/** The mean as `torch.mean` sums it, the squares in float64. */
function strided(x: Float32Array, layout: Layout): AsWritten {
  const { groups, count } = layout;
  const at = (index: number) => x[index];
  const mean = new Float32Array(groups);
  const squares = new Float64Array(groups);
  for (let group = 0; group < groups; group++) {
    mean[group] = cascadeSum(at, layout, group) / count;
    const mu = mean[group];
    forEachIndex(layout, group, (i) => (squares[group] += (x[i] - mu) * (x[i] - mu)));
  }
  return asWritten('strided', mean, squares, count);
}

function forEachIndex({ outer, groups, inner }: Layout, group: number, visit: (index: number) => void): void {
  for (let row = 0; row < outer; row++) {
    const start = (row * groups + group) * inner;
    for (let i = start; i < start + inner; i++) visit(i);
  }
}

function asWritten(
  order: MemoryOrder,
  mean: Float32Array,
  squares: Float32Array | Float64Array,
  count: number,
): AsWritten {
  return {
    mean: Float64Array.from(mean),
    variance: Float64Array.from(squares, (sum) => nativeQuotient(sum, count, order)),
    native: { order, squares: Float64Array.from(squares) },
  };
}

/** Σ(x − μ)² over a divisor: of float32 numbers where the sum is one. */
export function nativeQuotient(squares: number, divisor: number, order: MemoryOrder): number {
  return order === 'strided' ? squares / divisor : Math.fround(squares / Math.fround(divisor));
}
