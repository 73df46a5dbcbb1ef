/** A decimal: (high · 10^lowDigits + low) · 10^exponent, with `high` below 2^53 and at most 8 `lowDigits`. */
export interface Decimal {
  high: number;
  low: number;
  lowDigits: number;
  exponent: number;
}

/** Powers of ten that a float64 holds exactly. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const greatestPower = powersOfTen.length - 1;

/**
 * The float64 nearest to a decimal, or undefined where this way cannot tell: then Number(text) can, eight times slower.
 *
 * Up to 15 digits both operands are exact, so one multiplication or division rounds correctly. Beyond, as for the 17
 * digits of an arbitrary float64, the operation is done on unevaluated sums of two float64 (Dekker 1971, "A
 * floating-point technique for extending the available precision"), right to about 2^-100; the answer is certain
 * unless that leaves both sides of a tie possible.
 */
export function decimalToFloat64({ high, low, lowDigits, exponent }: Decimal): number | undefined {
  const power = Math.abs(exponent);
  if (lowDigits > 8 || power > 2 * greatestPower) return undefined;
  if (lowDigits === 0 && power <= greatestPower) {
    return exponent < 0 ? high / powersOfTen[power] : high * powersOfTen[power];
  }
  // 10^power as tenHigh + tenLow.
  const tenFirst = powersOfTen[Math.min(power, greatestPower)];
  const tenSecond = powersOfTen[Math.max(0, power - greatestPower)];
  const tenHigh = tenFirst * tenSecond;
  const tenLow = productError(tenFirst, tenSecond, tenHigh);
  // The digits as first + second.
  const shift = powersOfTen[lowDigits];
  const shifted = high * shift;
  const first = shifted + low;
  const second = productError(high, shift, shifted) + (low - (first - shifted));

  let head: number;
  let tail: number;
  if (exponent < 0) {
    head = first / tenHigh;
    const back = head * tenHigh;
    tail = (first - back - productError(head, tenHigh, back) + second - head * tenLow) / tenHigh;
  } else {
    head = first * tenHigh;
    tail = productError(first, tenHigh, head) + first * tenLow + second * tenHigh;
  }
  const slack = head * 2 ** -90;
  const value = head + (tail + slack);
  return value === head + (tail - slack) ? value : undefined;
}

/** a · b − product, exactly, where product is a · b as rounded. */
function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The upper 26 of a number's 53 bits. */
function upperHalf(a: number): number {
  const scaled = a * (2 ** 27 + 1);
  return scaled - (scaled - a);
}
