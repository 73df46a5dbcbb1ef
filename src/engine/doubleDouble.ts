/**
 * Numbers held as the unevaluated sum of two float64 (hi + lo, |lo| at most half an ulp of hi), about 106 bits.
 * Dekker 1971, Knuth TAOCP 2 §4.2.2; names as in Hida, Li, Bailey, "Library for double-double arithmetic".
 *
 * Where an operation overflows, hi is what IEEE arithmetic gives and lo is 0.
 */
export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

const splitter = 2 ** 27 + 1;

/** What a + b is off by, given `hi`, their rounded sum. */
export function sumError(a: number, b: number, hi: number): number {
  const part = hi - a;
  const lo = a - (hi - part) + (b - part);
  // Infinity − Infinity in the error term must not turn an infinite sum into NaN.
  return lo - lo === 0 ? lo : 0;
}

/** What a · b is off by, given `hi`, their rounded product. */
export function productError(a: number, b: number, hi: number): number {
  const aSplit = splitter * a;
  const aHi = aSplit - (aSplit - a);
  const aLo = a - aHi;
  const bSplit = splitter * b;
  const bHi = bSplit - (bSplit - b);
  const bLo = b - bHi;
  const lo = aHi * bHi - hi + aHi * bLo + aLo * bHi + aLo * bLo;
  return lo - lo === 0 ? lo : 0;
}

/** a + b, exactly. */
export function twoSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  return { hi, lo: sumError(a, b, hi) };
}

/** a · b, exactly, unless it under- or overflows. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const hi = a * b;
  return { hi, lo: productError(a, b, hi) };
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const high = twoSum(a.hi, b.hi);
  const low = twoSum(a.lo, b.lo);
  const middle = twoSum(high.hi, high.lo + low.hi);
  return twoSum(middle.hi, middle.lo + low.lo);
}

export function negate(a: DoubleDouble): DoubleDouble {
  return { hi: -a.hi, lo: -a.lo };
}

export function multiply(a: DoubleDouble, b: number): DoubleDouble {
  const product = twoProduct(a.hi, b);
  return twoSum(product.hi, product.lo + a.lo * b);
}

export function multiplyBoth(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = twoProduct(a.hi, b.hi);
  return twoSum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

/** a / b, to about 100 bits. */
export function divideBoth(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const quotient = a.hi / b.hi;
  if (quotient - quotient !== 0) return { hi: quotient, lo: 0 };
  const rest = add(a, negate(multiply(b, quotient)));
  const correction = rest.hi / b.hi;
  return twoSum(quotient, correction - correction === 0 ? correction : 0);
}

export function divide(a: DoubleDouble, b: number): DoubleDouble {
  const quotient = a.hi / b;
  if (quotient - quotient !== 0) return { hi: quotient, lo: 0 };
  const product = twoProduct(quotient, b);
  const rest = a.hi - product.hi - product.lo + a.lo;
  const correction = rest / b;
  return twoSum(quotient, correction - correction === 0 ? correction : 0);
}
