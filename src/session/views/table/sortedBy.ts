/** Bits of a key that are looked at together. */
const digitBits = 11;
const digits = 2 ** digitBits;
const rounds = Math.ceil(64 / digitBits);

/**
 * Sorts places by their keys, NaN first, equals in the order that they have. Digit by digit: a table of 65,536 channels is
 * sorted again with each step, and a comparison of two of them costs more than all digits of one.
 * @param places changed in place
 */
export function sortedBy(keys: ArrayLike<number>, places: Uint32Array, isDescending: boolean): Uint32Array {
  const count = places.length;
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  const numbers = new Float64Array(1);
  const words = new Uint32Array(numbers.buffer);
  // Of a platform's two words the second is the higher one nearly everywhere.
  numbers[0] = 1;
  const upper = words[1] === 0 ? 0 : 1;
  const flip = isDescending ? 0xffffffff : 0;
  for (let at = 0; at < count; at++) {
    const key = keys[places[at]];
    // NaN stays 0, before all.
    if (Number.isNaN(key)) continue;
    // −0 is 0.
    numbers[0] = key + 0;
    const [bits, rest] = [words[upper], words[1 - upper]];
    // Negative numbers have the larger bits the smaller they are.
    const isNegative = bits >>> 31 === 1;
    high[at] = (isNegative ? ~bits : bits | 0x80000000) ^ flip;
    low[at] = (isNegative ? ~rest : rest) ^ flip;
  }
  let order = new Uint32Array();
  let next = new Uint32Array(count);
  const starts = new Uint32Array(digits);
  for (let round = 0; round < rounds; round++) {
    const shift = round * digitBits;
    starts.fill(0);
    for (let at = 0; at < count; at++) starts[digitOf(low[at], high[at], shift)]++;
    // All have the same.
    if (count > 0 && starts[digitOf(low[0], high[0], shift)] === count) continue;
    for (let digit = 0, sum = 0; digit < digits; digit++) {
      const own = starts[digit];
      starts[digit] = sum;
      sum += own;
    }
    const isFirst = order.length === 0;
    for (let index = 0; index < count; index++) {
      const at = isFirst ? index : order[index];
      next[starts[digitOf(low[at], high[at], shift)]++] = at;
    }
    [order, next] = [next, isFirst ? new Uint32Array(count) : order];
  }
  if (order.length > 0) places.set(order.map((at) => places[at]));
  return places;
}

function digitOf(low: number, high: number, shift: number): number {
  if (shift >= 32) return (high >>> (shift - 32)) & (digits - 1);
  const bits = low >>> shift;
  return (shift + digitBits > 32 ? bits | (high << (32 - shift)) : bits) & (digits - 1);
}
