const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Where the low half of a float64 lies: first on every machine that stores numbers little end first. */
const LOW = new Uint32Array(Float64Array.of(1).buffer)[0] === 0 ? 0 : 1;

/**
 * a · b + c of float32 numbers, rounded to float32 once, as an FMA instruction does.
 *
 * The product of two float32 numbers is exact in float64. The sum is rounded to odd there, which keeps enough of what
 * rounding leaves out for the second rounding to come out as the only one would (Boldo, Melquiond 2008).
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const part = sum - product;
  const rest = product - (sum - part) + (c - part);
  // A rest of NaN comes from an infinity or a NaN, which need no rounding.
  if (!(rest > 0 || rest < 0)) return Math.fround(sum);
  double[0] = sum;
  if (words[LOW] % 2 === 0) {
    if (rest > 0 === sum > 0) words[LOW] += 1;
    else {
      if (words[LOW] === 0) words[1 - LOW] -= 1;
      words[LOW] -= 1;
    }
  }
  return Math.fround(double[0]);
}
