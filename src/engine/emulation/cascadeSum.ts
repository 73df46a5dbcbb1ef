type At = (index: number) => number;

const levels = 4;
/** float32 lanes of an AVX2 register, which decide the order of additions. */
const vector = 8;

/** multi_row_sum of one row: sums of 16 or more, and sums of those. */
function cascade(at: At, start: number, stride: number, size: number): number {
  const power = Math.max(4, Math.floor(ceilLog2(size) / levels));
  const step = 2 ** power;
  const sums = new Float32Array(levels);
  let i = 0;
  while (i + step <= size) {
    for (let j = 0; j < step; j++, i++) sums[0] += at(start + i * stride);
    for (let level = 1; level < levels; level++) {
      sums[level] += sums[level - 1];
      sums[level - 1] = 0;
      if (Math.floor(i / step ** level) % step !== 0) break;
    }
  }
  for (; i < size; i++) sums[0] += at(start + i * stride);
  for (let level = 1; level < levels; level++) sums[0] += sums[level];
  return sums[0];
}

/** row_sum: four interleaved cascades. */
function interleaved(at: At, start: number, stride: number, size: number): number {
  const lanes = 4;
  const length = Math.floor(size / lanes);
  const partial = new Float32Array(lanes);
  for (let lane = 0; lane < lanes; lane++) partial[lane] = cascade(at, start + lane * stride, stride * lanes, length);
  for (let i = length * lanes; i < size; i++) partial[0] += at(start + i * stride);
  for (let lane = 1; lane < lanes; lane++) partial[0] += partial[lane];
  return partial[0];
}

/** vectorized_inner_sum: eight lanes side by side over a contiguous run. */
function contiguous(at: At, start: number, size: number): number {
  if (size < vector) return interleaved(at, start, 1, size);
  const vectors = Math.floor(size / vector);
  const total = new Float32Array(1);
  for (let i = vectors * vector; i < size; i++) total[0] += at(start + i);
  for (let lane = 0; lane < vector; lane++) total[0] += interleaved(at, start + lane, vector, vectors);
  return total[0];
}

/**
 * PyTorch's float32 sum on the CPU with one thread, addition by addition, so that its rounding errors are reproduced:
 * aten/src/ATen/native/cpu/SumKernel.cpp (cascade_sum). Over `outer` and `inner` of one group of [outer, groups, inner].
 * @param at the value at a flat index, as float32
 */
export function cascadeSum(
  at: At,
  layout: { readonly outer: number; readonly groups: number; readonly inner: number },
  group: number,
): number {
  const { outer, groups, inner } = layout;
  if (groups === 1) return contiguous(at, 0, outer * inner);
  if (inner === 1) {
    // Whole blocks of columns are summed four registers (or, under 8 columns, four numbers) at a time.
    const block = groups < vector ? 4 : 4 * vector;
    const isInBlock = group < groups - (groups % block);
    return (isInBlock ? cascade : interleaved)(at, group, groups, outer);
  }
  const total = new Float32Array(1);
  for (let row = 0; row < outer; row++) total[0] += contiguous(at, (row * groups + group) * inner, inner);
  return total[0];
}

function ceilLog2(value: number): number {
  return value <= 1 ? 0 : Math.ceil(Math.log2(value));
}
