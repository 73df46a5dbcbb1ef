/** How far ours is from what was recorded. */
export interface ArrayComparison {
  readonly passed: boolean;
  readonly error: number;
  readonly tolerance: number;
}

/** Added to the largest magnitude of a tensor, so that tensors of zeros have a tolerance, too. */
const floor = 1e-3;

/**
 * Largest |ours − recorded| against rtol · (largest finite |recorded| + 1e-3). NaN and infinities have to be in the
 * same places; otherwise the error is infinite.
 * @param rtol null: only the places of NaN and infinities are compared
 */
export function compareArrays(ours: Float64Array, recorded: Float64Array, rtol: number | null): ArrayComparison {
  let largest = 0;
  for (const value of recorded) if (Math.abs(value) < Infinity) largest = Math.max(largest, Math.abs(value));
  const tolerance = rtol === null ? Infinity : rtol * (largest + floor);
  let error = ours.length === recorded.length ? 0 : Infinity;
  for (let i = 0; i < Math.min(ours.length, recorded.length); i++) {
    if (Object.is(ours[i], recorded[i]) || ours[i] === recorded[i]) continue;
    const isFinitePair = Number.isFinite(ours[i]) && Number.isFinite(recorded[i]);
    error = Math.max(error, isFinitePair ? Math.abs(ours[i] - recorded[i]) : Infinity);
  }
  return { passed: error < Infinity && error <= tolerance, error, tolerance };
}

/**
 * Running values of shape [groups] against a recorded state that broadcasting may have given more axes
 * ([1, C], [1, C, 1, C]) or that is a scalar.
 */
export function compareState(
  ours: Float64Array | null,
  recorded: Float64Array,
  shape: readonly number[],
  rtol: number | null,
): ArrayComparison {
  if (!ours) return compareArrays(new Float64Array(), recorded, rtol);
  if (recorded.length === ours.length) return compareArrays(ours, recorded, rtol);
  if (recorded.length === 1) return compareArrays(ours, new Float64Array(ours.length).fill(recorded[0]), rtol);
  // [1, C, 1, …]: the channel is on axis 1, and the values repeat along the others.
  const behind = shape.slice(2).reduce((product, size) => product * size, 1);
  const spread = recorded.map((_, index) => ours[Math.floor(index / behind) % ours.length]);
  return compareArrays(spread, recorded, rtol);
}
