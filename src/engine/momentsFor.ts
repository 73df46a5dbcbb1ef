import { computeMoments } from './computeMoments.js';
import type { Convention, NativeCode } from './convention.js';
import { asWrittenStatistics } from './emulation/asWrittenStatistics.js';
import { memoryOrderOf, type MemoryOrder } from './emulation/memoryOrder.js';
import { nativeCodeOf } from './emulation/nativeCode.js';
import { nativeStatistics } from './emulation/nativeStatistics.js';
import type { Layer } from './layer.js';
import type { Layout } from './layout.js';
import type { Moments } from './moments.js';
import type { Values } from './tensor.js';

/** Whether a layer needs a batch's statistics as float32 code gets them. */
export function emulatesArithmetic(layer: Layer): boolean {
  return layer.emulation?.arithmetic === 'float32';
}

/** Whose statistics `momentsFor` adds for a layer: layers with the same one can share them. */
export function writtenBy({ convention, emulation }: Pick<Layer, 'convention' | 'emulation'>): WrittenBy {
  if (emulation?.arithmetic !== 'float32') return 'exact';
  return nativeCodeOf(convention) ?? convention.varianceAsWritten;
}

export type WrittenBy = 'exact' | NativeCode | Convention['varianceAsWritten'];

/** The order in which native code finds a batch's values; without a shape, as if the channels were on axis 1. */
export function orderOf(
  layer: Pick<Layer, 'channelAxis'>,
  layout: Pick<Layout, 'inner'>,
  shape: readonly number[] | undefined,
): MemoryOrder {
  if (shape) return memoryOrderOf(shape, layer.channelAxis);
  return layout.inner === 1 ? 'rows' : 'planes';
}

/**
 * The moments that `advance` needs for this layer: exact ones, and where it emulates, float32's own as well.
 * @param shape of the batch; absent: the channels are on axis 1
 */
export function momentsFor(layer: Layer, values: Values, layout: Layout, shape?: readonly number[]): Moments {
  const moments = computeMoments(values, layout);
  if (!emulatesArithmetic(layer)) return moments;
  if (writtenBy(layer) === 'pytorch-cpu') {
    return { ...moments, asWritten: nativeStatistics(values, layout, orderOf(layer, layout, shape)) };
  }
  return { ...moments, asWritten: asWrittenStatistics(values, layout, layer.convention) };
}
