import type { StateType } from './emulation.js';

/** Nearest number that the type can hold, ties to even. */
export function roundTo(type: StateType, value: number): number {
  switch (type) {
    case 'float64':
      return value;
    case 'float32':
      return Math.fround(value);
    case 'float16':
      return roundToHalf(value);
  }
}

/** The largest finite number of a type. */
export function largestOf(type: StateType): number {
  switch (type) {
    case 'float64':
      return Number.MAX_VALUE;
    case 'float32':
      return (2 - 2 ** -23) * 2 ** 127;
    case 'float16':
      return 65504;
  }
}

/** IEEE 754 binary16: 11 bits, exponents −14 to 15, subnormals down to 2^−24. */
function roundToHalf(value: number): number {
  const magnitude = Math.abs(value);
  // 65520 is halfway between the largest half, 65504, and the next power of two.
  if (!(magnitude < 65520)) return magnitude >= 65520 ? Math.sign(value) * Infinity : value;
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const unit = 2 ** (exponent - 10);
  const scaled = value / unit;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return (isUp ? floor + 1 : floor) * unit;
}
