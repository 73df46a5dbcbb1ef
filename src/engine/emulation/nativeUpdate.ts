import type { MemoryOrder } from './memoryOrder.js';

/**
 * Running values after a pass as PyTorch 1.13 computes them on the CPU, [groups] each: batch_norm_cpu_update_stats_template
 * in aten/src/ATen/native/Normalization.cpp. The momentum of contiguous batches is a float32 number, and only the
 * variance's new part is not rounded before it is added.
 * @param take weight of the batch
 */
export function nativeUpdate(
  take: number,
  order: MemoryOrder,
  old: RunningValues,
  batch: RunningValues,
): { readonly mean: Float64Array; readonly var: Float64Array } {
  const { fround } = Math;
  if (order === 'strided') {
    const update = (before: number, added: number) => fround(take * added + (1 - take) * before);
    return {
      mean: batch.mean.map((mean, group) => update(old.mean[group], fround(mean))),
      var: batch.var.map((variance, group) => update(old.var[group], variance)),
    };
  }
  const weight = fround(take);
  const kept = fround(1 - weight);
  return {
    mean: batch.mean.map((mean, group) => fround(fround(weight * fround(mean)) + fround(kept * old.mean[group]))),
    var: batch.var.map((variance, group) => fround(weight * fround(variance) + fround(kept * old.var[group]))),
  };
}

export interface RunningValues {
  readonly mean: Float64Array;
  readonly var: Float64Array;
}
