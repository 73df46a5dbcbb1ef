import { decimalToFloat64, type Decimal } from './decimalToFloat64.js';

/** A number token that was read: where it ends, and its value. One object, reused: no garbage per number. */
export interface NumberToken {
  end: number;
  value: number;
  /** Whether the bytes are a number by JSON's grammar. */
  isValid: boolean;
}

/** No number needs more; so never more than this is kept of a chunk when the next one comes. */
export const maxToken = 4096;
const [minus, plus, dot, zero, nine, letterE] = [0x2d, 0x2b, 0x2e, 0x30, 0x39, 0x65];
/** With one digit more, numbers below this stay below 2^53. */
const mostHigh = 9e14;
/** Reused: no garbage per number. */
const decimal: Decimal = { high: 0, low: 0, lowDigits: 0, exponent: 0 };
const words = [
  { text: 'NaN', value: NaN },
  { text: 'Infinity', value: Infinity },
  { text: '-Infinity', value: -Infinity },
].map(({ text, value }) => ({ value, bytes: new TextEncoder().encode(text) }));

/**
 * Reads the number that begins at `from`: JSON's grammar, and the NaN, Infinity and -Infinity of Python's json.
 * The value is the correctly rounded float64; ±Infinity where a finite number does not fit.
 */
export function parseNumber(bytes: Uint8Array, from: number, token: NumberToken): void {
  let at = from;
  const isNegative = bytes[at] === minus;
  if (isNegative) at++;

  decimal.high = decimal.low = decimal.lowDigits = decimal.exponent = 0;
  const firstDigit = at;
  at = takeDigits(bytes, at);
  const digits = at - firstDigit;
  if (digits === 0) {
    parseWord(bytes, from, token);
    return;
  }
  token.isValid = digits === 1 || bytes[firstDigit] !== zero;
  if (bytes[at] === dot) {
    const firstDecimal = ++at;
    at = takeDigits(bytes, at);
    decimal.exponent = firstDecimal - at;
    if (at === firstDecimal) token.isValid = false;
  }
  if ((bytes[at] | 0x20) === letterE) {
    at++;
    const isSmall = bytes[at] === minus;
    if (isSmall || bytes[at] === plus) at++;
    const first = at;
    let written = 0;
    for (; isDigit(bytes[at]); at++) written = Math.min(1e6, written * 10 + (bytes[at] - zero));
    if (at === first) token.isValid = false;
    decimal.exponent += isSmall ? -written : written;
  }
  token.end = at;
  if (at - from > maxToken) token.isValid = false;
  if (!token.isValid) return;
  const value = decimalToFloat64(decimal);
  if (value === undefined) token.value = Number(String.fromCharCode(...bytes.subarray(from, at)));
  else token.value = isNegative ? -value : value;
}

/** Adds digits to the decimal. @returns where they end. */
function takeDigits(bytes: Uint8Array, from: number): number {
  let { high, low, lowDigits } = decimal;
  let at = from;
  for (; isDigit(bytes[at]); at++) {
    const digit = bytes[at] - zero;
    if (high < mostHigh && lowDigits === 0) high = high * 10 + digit;
    else {
      low = low * 10 + digit;
      lowDigits++;
    }
  }
  decimal.high = high;
  decimal.low = low;
  decimal.lowDigits = lowDigits;
  return at;
}

function parseWord(bytes: Uint8Array, from: number, token: NumberToken): void {
  const word = words.find((candidate) => candidate.bytes.every((byte, i) => bytes[from + i] === byte));
  token.isValid = word !== undefined;
  token.value = word?.value ?? NaN;
  token.end = from + (word?.bytes.length ?? 0);
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}
