/** Of plain values, lists, objects and typed arrays. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (ArrayBuffer.isView(a) !== ArrayBuffer.isView(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (ArrayBuffer.isView(a)) {
    const [one, other] = [a as Float64Array, b as Float64Array];
    return one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
  }
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && isEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}
