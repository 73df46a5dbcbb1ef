/** The element types that a tensor file can hold, as NumPy spells them (bfloat16 and float8 as ml_dtypes does). */
export type DType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float8_e4m3fn'
  | 'float8_e5m2'
  | 'float16'
  | 'bfloat16'
  | 'float32'
  | 'float64';

/** What the engine computes on; every other dtype is widened to one of these first, exactly where it can be. */
export type Values = Float32Array | Float64Array;

/**
 * A tensor in memory, C order.
 *
 * `dtype` says what the file held. `values` holds the same numbers widened: all floats but float64 in a
 * Float32Array, everything else in a Float64Array (64-bit integers beyond 2^53 are rounded).
 */
export interface Tensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly values: Values;
}

/** The number of elements of a shape, or of its axes from one to before another; 1 for none. */
export function elementCount(shape: readonly number[], from = 0, to = shape.length): number {
  let product = 1;
  for (let axis = from; axis < to; axis++) product *= shape[axis];
  return product;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
