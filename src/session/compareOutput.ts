import { layoutOf, normalizeValues, outputShape, type Tensor } from '../engine/index.js';
import type { Layer } from '../engine/index.js';
import type { ComputedPass } from './session.js';
import { passNormalizer } from './views/passNormalizer.js';

/** y of a pass, from its batch. */
export function outputOf(layer: Layer, pass: ComputedPass, x: Tensor): Tensor {
  const normalizer = passNormalizer(layer, pass);
  const values = normalizeValues(x.values, layoutOf(x.shape, layer), normalizer);
  const dtype = values instanceof Float32Array ? 'float32' : 'float64';
  return { shape: outputShape(x.shape, normalizer.linear), dtype, values };
}

/**
 * As numpy.allclose compares: |actual − expected| ≤ atol + rtol · |expected| everywhere; NaN equals nothing, equal
 * infinities are equal. `maxAbsError` is NaN where the shapes differ or a difference is NaN.
 */
export function compareOutput(
  actual: Tensor,
  expected: Tensor,
  { rtol, atol }: { readonly rtol: number; readonly atol: number },
): { readonly passed: boolean; readonly maxAbsError: number } {
  const isSameShape =
    actual.shape.length === expected.shape.length && actual.shape.every((n, i) => n === expected.shape[i]);
  if (!isSameShape) return { passed: false, maxAbsError: NaN };
  let passed = true;
  let maxAbsError = 0;
  for (let i = 0; i < actual.values.length; i++) {
    const a = actual.values[i];
    const e = expected.values[i];
    const error = a === e ? 0 : Math.abs(a - e);
    if (!(error <= atol + rtol * Math.abs(e))) passed = false;
    if (error > maxAbsError || Number.isNaN(error)) maxAbsError = error;
    if (Number.isNaN(maxAbsError)) return { passed: false, maxAbsError };
  }
  return { passed, maxAbsError };
}
