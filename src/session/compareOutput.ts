import { layoutOf, normalizeValues, outputShape, type Layer, type Tensor } from '../engine/index.js';
import type { Comparison, ComputedPass } from './session.js';
import { passNormalizer } from './views/passNormalizer.js';

/** y of a pass, from its batch: float32 where x is held in float32, otherwise float64. */
export function outputOf(layer: Layer, pass: ComputedPass, x: Tensor): Tensor {
  const normalizer = passNormalizer(layer, pass);
  const values = normalizeValues(x.values, layoutOf(x.shape, layer), normalizer);
  const dtype = values instanceof Float32Array ? 'float32' : 'float64';
  return { shape: outputShape(x.shape, normalizer.linear), dtype, values };
}

/**
 * As numpy.allclose compares by default: |actual − expected| ≤ atol + rtol · |expected| everywhere, NaN equal to
 * nothing (not to NaN either), an infinity equal to the same infinity.
 */
export function compareOutput(
  actual: Tensor,
  expected: Tensor,
  { rtol, atol }: { readonly rtol: number; readonly atol: number },
): Comparison {
  if (actual.shape.join() !== expected.shape.join()) {
    const problem = `the output has shape [${actual.shape.join(', ')}], expected is [${expected.shape.join(', ')}]`;
    return { passed: false, maxAbsError: NaN, problem };
  }
  let passed = true;
  let maxAbsError = 0;
  for (let i = 0; i < actual.values.length; i++) {
    const wanted = expected.values[i];
    const error = actual.values[i] === wanted ? 0 : Math.abs(actual.values[i] - wanted);
    if (Number.isNaN(error)) return { passed: false, maxAbsError: NaN };
    // An infinite tolerance lets everything pass that is finite, and no wrong infinity.
    if (!(error <= atol + rtol * Math.abs(wanted)) || error === Infinity) passed = false;
    if (error > maxAbsError) maxAbsError = error;
  }
  return { passed, maxAbsError };
}
