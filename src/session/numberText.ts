/**
 * Numbers in sentences, by the rules of the panel: minus is U+2212, thousands have a comma, NaN and ∞ are words of their
 * own. (Tooltips and copied numbers are the panel's affair: all digits, ASCII minus.)
 */
const MINUS = '\u2212';

/** About three digits: `8,613`, `12.3`, `0.30`, `−0.42`, `0.0123`, `1.2e−6`; exactly zero is `0`. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return nonFiniteText(value);
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.001 || size >= 999_999.5) return scientificText(value);
  if (size >= 99.95) return countText(value);
  if (size >= 9.995) return withMinus(value.toFixed(1));
  return withMinus(size < 0.0995 ? String(Number(value.toPrecision(3))) : value.toFixed(2));
}

/** The digits that tell a value from its neighbours, for what is said to be that value: `3,000.7`, `−0.42`, `1e−7`. */
export function exactText(value: number): string {
  if (!Number.isFinite(value)) return nonFiniteText(value);
  const [whole, ...rest] = String(shortest(value))
    .replace('e+', 'e')
    .split(/(?=[.e])/);
  return withMinus(whole.replace(/\B(?=(\d{3})+$)/g, ',') + rest.join(''));
}

/** As `numberText`, an integer without decimals: `0`, `1`, `0.18`. For values that people chose. */
export function chosenText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e6 ? countText(value) : numberText(value);
}

/** With its sign, for gaps: `+1.99`, `−0.37`, `+3,843`. */
export function signedText(value: number): string {
  return value > 0 && value !== Infinity ? `+${numberText(value)}` : numberText(value);
}

/** Exact, comma for thousands: `12,544`. Rounds to an integer. */
export function countText(value: number): string {
  const digits = Math.abs(Math.round(value)).toFixed(0);
  return (value <= -0.5 ? MINUS : '') + digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Whole percent, but never `0 %` or `100 %` for what is more or less: `28 %`, `under 1 %`. */
export function percentText(share: number): string {
  if (share > 0 && share < 0.005) return 'under 1 %';
  if (share < 1 && share >= 0.995) return 'over 99 %';
  return `${countText(share * 100)} %`;
}

/** A setting as people type it, with ASCII minus: `1e-5`, `0.1`, `0.999`. */
export function settingText(value: number): string {
  // 1 − 0.07 is 0.9299999999999999 in float64.
  const rounded = Number(value.toPrecision(12));
  return rounded !== 0 && Math.abs(rounded) < 0.001 ? rounded.toExponential() : String(rounded);
}

/** `1 value`, `3 values`: the count and its noun. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : nouns}`;
}

/** An index into a tensor: `[41, 22, 3, 9]`. */
export function indexText(index: readonly number[]): string {
  return `[${index.join(', ')}]`;
}

/** Of a float32 number the shortest decimal that is no other float32 number; float64's digits say more than it holds. */
function shortest(value: number): number {
  if (Math.fround(value) !== value || Number(value.toPrecision(9)) === value) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

function scientificText(value: number): string {
  const [mantissa, exponent] = value.toExponential(1).split('e');
  return withMinus(`${Number(mantissa)}e${exponent.replace('+', '')}`);
}

function nonFiniteText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+∞' : `${MINUS}∞`;
}

function withMinus(text: string): string {
  return text.replaceAll('-', MINUS);
}
