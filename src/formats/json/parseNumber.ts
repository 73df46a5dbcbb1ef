/** A number token that was read: where it ends, and its value. One object, reused: no garbage per number. */
export interface NumberToken {
  end: number;
  value: number;
  /** Whether the bytes are a number by JSON's grammar. */
  isValid: boolean;
}

/** No number needs more; so never more than this is kept of a chunk when the next one comes. */
export const maxToken = 4096;
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const [minus, plus, dot, zero, nine] = [0x2d, 0x2b, 0x2e, 0x30, 0x39];
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

  const firstDigit = at;
  let mantissa = 0;
  for (; isDigit(bytes[at]); at++) mantissa = mantissa * 10 + (bytes[at] - zero);
  const digits = at - firstDigit;
  token.isValid = digits === 1 || (digits > 1 && bytes[firstDigit] !== zero);
  if (digits === 0) {
    parseWord(bytes, from, token);
    return;
  }
  let exponent = 0;
  if (bytes[at] === dot) {
    const firstDecimal = ++at;
    for (; isDigit(bytes[at]); at++) mantissa = mantissa * 10 + (bytes[at] - zero);
    exponent = firstDecimal - at;
    if (exponent === 0) token.isValid = false;
  }
  if ((bytes[at] | 0x20) === 0x65) {
    at++;
    const isSmall = bytes[at] === minus;
    if (isSmall || bytes[at] === plus) at++;
    const first = at;
    let written = 0;
    for (; isDigit(bytes[at]); at++) written = Math.min(1e6, written * 10 + (bytes[at] - zero));
    if (at === first) token.isValid = false;
    exponent += isSmall ? -written : written;
  }
  token.end = at;
  // Both operands exact, so the one operation rounds correctly (Clinger 1990, "How to read floating point numbers accurately").
  if (mantissa <= Number.MAX_SAFE_INTEGER && exponent >= -22 && exponent <= 22) {
    const value = exponent < 0 ? mantissa / powersOfTen[-exponent] : mantissa * powersOfTen[exponent];
    token.value = isNegative ? -value : value;
  } else if (at - from > maxToken) token.isValid = false;
  else token.value = Number(String.fromCharCode(...bytes.subarray(from, at)));
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
