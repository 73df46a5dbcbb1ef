/**
 * Sorts places by their keys, NaN first, equals in the order that they have. A table of 65,536 channels is sorted again with each
 * step: key and place go into one whole number, which the platform sorts without asking us. The bits of a key that its place has
 * taken are looked at where all others are the same.
 * @param places changed in place
 */
export function sortedBy(keys: ArrayLike<number>, places: Uint32Array, isDescending: boolean): Uint32Array {
  const count = places.length;
  const before = places.slice();
  const words = new Uint32Array(2 * count);
  const numbers = new Float64Array(1);
  const bits = new Uint32Array(numbers.buffer);
  // Of a platform's two words the second is the higher one nearly everywhere.
  numbers[0] = 1;
  const upper = bits[1] === 0 ? 0 : 1;
  const lower = 1 - upper;
  const flip = isDescending ? 0xffffffff : 0;
  const placeMask = 2 ** (32 - Math.clz32(count)) - 1;
  for (let at = 0; at < count; at++) {
    const key = keys[before[at]];
    let high = 0;
    let low = 0;
    // NaN stays 0, before all.
    if (!Number.isNaN(key)) {
      // −0 is 0.
      numbers[0] = key + 0;
      // Negative numbers have the larger bits the smaller they are.
      const isNegative = bits[upper] >>> 31 === 1;
      high = (isNegative ? ~bits[upper] : bits[upper] | 0x80000000) ^ flip;
      low = (isNegative ? ~bits[lower] : bits[lower]) ^ flip;
    }
    words[2 * at + upper] = high;
    words[2 * at + lower] = (low & ~placeMask) | at;
  }
  new BigUint64Array(words.buffer).sort();
  for (let row = 0; row < count; row++) places[row] = before[words[2 * row + lower] & placeMask];
  const isAlike = (row: number): boolean =>
    words[2 * row + upper] === words[2 * row - 2 + upper] &&
    ((words[2 * row + lower] ^ words[2 * row - 2 + lower]) & ~placeMask) === 0;
  const sign = isDescending ? -1 : 1;
  for (let from = 0, to = 1; from < count; from = to, to++) {
    let isSame = true;
    for (; to < count && isAlike(to); to++) isSame &&= isEqual(keys[places[to - 1]], keys[places[to]]);
    if (!isSame) places.subarray(from, to).sort((one, other) => sign * (keys[one] - keys[other]));
  }
  return places;
}

function isEqual(one: number, other: number): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}
