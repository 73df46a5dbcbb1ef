import { computeMoments } from './computeMoments.js';
import { asWrittenStatistics } from './emulation/asWrittenStatistics.js';
import type { Layer } from './layer.js';
import type { Layout } from './layout.js';
import type { Moments } from './moments.js';
import type { Values } from './tensor.js';

/** Whether a layer needs a batch's statistics as float32 code gets them. */
export function emulatesArithmetic(layer: Layer): boolean {
  return layer.emulation?.arithmetic === 'float32';
}

/** The moments that `advance` needs for this layer: exact ones, and where it emulates, float32's own as well. */
export function momentsFor(layer: Layer, values: Values, layout: Layout): Moments {
  const moments = computeMoments(values, layout);
  if (!emulatesArithmetic(layer)) return moments;
  return { ...moments, asWritten: asWrittenStatistics(values, layout, layer.convention) };
}
