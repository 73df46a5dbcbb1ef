import { arrayOf, type Value } from '../expressions/index.js';

/** Values of every channel as a value of expressions; undefined where there are none. */
export function heldValue(values: Float64Array | null): Value | undefined {
  return values ? arrayOf(values) : undefined;
}
