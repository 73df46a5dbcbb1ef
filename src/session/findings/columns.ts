/** Arrays of so many numbers in one piece of memory: a pass makes several, and each by itself costs more than its numbers. */
export function columns(howMany: number, length: number, fill = 0): (index: number) => Float64Array {
  const all = new Float64Array(howMany * length);
  if (fill !== 0) all.fill(fill);
  return (index) => all.subarray(index * length, (index + 1) * length);
}
