/**
 * BatchNorm in exact arithmetic, for small inputs: BigInt fractions, and square roots to 250 bits. What the engine
 * returns has to be these numbers, rounded once.
 */
export interface Fraction {
  readonly num: bigint;
  /** Always positive. */
  readonly den: bigint;
}

const zero: Fraction = { num: 0n, den: 1n };

/** A float64, exactly. */
export function fractionOf(value: number): Fraction {
  if (!Number.isFinite(value)) throw new Error(`${value} is not a fraction`);
  let exponent = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent++;
  }
  return { num: BigInt(scaled), den: 1n << BigInt(exponent) };
}

export function plus(a: Fraction, b: Fraction): Fraction {
  if (a.den % b.den === 0n) return { num: a.num + b.num * (a.den / b.den), den: a.den };
  if (b.den % a.den === 0n) return { num: a.num * (b.den / a.den) + b.num, den: b.den };
  return { num: a.num * b.den + b.num * a.den, den: a.den * b.den };
}
export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { num: -b.num, den: b.den });
export const times = (a: Fraction, b: Fraction): Fraction => simple({ num: a.num * b.num, den: a.den * b.den });
export const over = (a: Fraction, b: Fraction): Fraction =>
  b.num < 0n ? { num: -a.num * b.den, den: a.den * -b.num } : { num: a.num * b.den, den: a.den * b.num };
export const sumOf = (values: readonly Fraction[]): Fraction => values.reduce(plus, zero);

const precision = 250n;

/** 1 / √a, for a > 0. */
export function inverseRoot(a: Fraction): Fraction {
  // √(den/num) = √(den·num) / num
  const { num, den } = simple(a);
  const shift = precision + bits(num);
  return simple({ num: integerRoot((den * num) << (2n * shift)), den: num << shift });
}

/** The same without the powers of two that numerator and denominator share. */
function simple({ num, den }: Fraction): Fraction {
  if (num === 0n) return zero;
  const shared = [num, den].map((value) => bits(value & -value) - 1n);
  const shift = shared[0] < shared[1] ? shared[0] : shared[1];
  return { num: num >> shift, den: den >> shift };
}

function bits(value: bigint): bigint {
  const hex = value.toString(16);
  return BigInt(4 * hex.length - Math.clz32(parseInt(hex[0], 16)) + 28);
}

function integerRoot(value: bigint): bigint {
  let guess = 1n << (bits(value) / 2n + 1n);
  for (;;) {
    const next = (guess + value / guess) / 2n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** The nearest number of a format with `digits` bits and no smaller unit than 2^minimum; ties to even. */
export function rounded({ num, den }: Fraction, format: 'float32' | 'float64'): number {
  if (num === 0n) return 0;
  const [digits, minimum] = format === 'float32' ? [24, -149] : [53, -1074];
  const magnitude = num < 0n ? -num : num;
  let exponent = Number(bits(magnitude) - bits(den)) - digits;
  exponent = Math.max(exponent, minimum);
  let quotient = scaledQuotient(magnitude, den, exponent);
  if (bits(quotient.whole) > BigInt(digits)) quotient = scaledQuotient(magnitude, den, ++exponent);
  const { whole, twiceRest, divisor } = quotient;
  const isUp = twiceRest > divisor || (twiceRest === divisor && whole % 2n === 1n);
  const value = Number(isUp ? whole + 1n : whole) * 2 ** Math.max(exponent, -1000) * 2 ** Math.min(0, exponent + 1000);
  return num < 0n ? -value : value;
}

function scaledQuotient(num: bigint, den: bigint, exponent: number) {
  const n = exponent < 0 ? num << BigInt(-exponent) : num;
  const divisor = exponent < 0 ? den : den << BigInt(exponent);
  return { whole: n / divisor, twiceRest: 2n * (n % divisor), divisor };
}

export interface ExactPass {
  readonly mean: Fraction;
  readonly biased: Fraction;
  readonly y: readonly Fraction[];
  /** Empty without an upstream gradient. */
  readonly dx: readonly Fraction[];
  readonly dGamma: Fraction;
  readonly dBeta: Fraction;
}

/** One training pass of one channel: y, and the gradients of Σ y·dy. */
export function exactPass(
  x: readonly number[],
  dy: readonly number[],
  { eps, gamma, beta, unbiased }: { eps: number; gamma: number; beta: number; unbiased: boolean },
): ExactPass {
  const count = fractionOf(x.length);
  const divisor = unbiased ? fractionOf(x.length - 1) : count;
  const xs = x.map(fractionOf);
  const gs = dy.map(fractionOf);
  const mean = over(sumOf(xs), count);
  const gaps = xs.map((value) => minus(value, mean));
  const m2 = sumOf(gaps.map((gap) => times(gap, gap)));
  const spread = plus(over(m2, divisor), fractionOf(eps));
  const inverse = inverseRoot(spread);
  const [scale, offset] = [times(fractionOf(gamma), inverse), fractionOf(beta)];
  const cross = sumOf(gs.map((g, i) => times(gaps[i], g)));
  const tilt = over(cross, times(divisor, spread));
  const gMean = over(sumOf(gs), count);
  return {
    mean,
    biased: over(m2, count),
    y: gaps.map((gap) => plus(times(gap, scale), offset)),
    dx: gs.map((g, i) => times(minus(minus(g, gMean), times(gaps[i], tilt)), scale)),
    dGamma: times(cross, inverse),
    dBeta: sumOf(gs),
  };
}
