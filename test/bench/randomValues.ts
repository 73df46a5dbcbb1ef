/** Evenly spread over [-0.7, 1.3], the same every time. */
export function randomValues(count: number): Float32Array<ArrayBuffer> {
  let seed = 1;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    values[i] = seed / 2 ** 31 - 0.7;
  }
  return values;
}
