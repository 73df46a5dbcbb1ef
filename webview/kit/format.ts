/** Numbers as people read them, by the rules of the panel's visual language. Minus is U+2212; units follow a no-break space. */
const minus = '−';
const space = '\u00a0';

/** `NaN`, `+∞`, `−∞`; null for a finite number. */
function notFinite(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return null;
  return value > 0 ? '+∞' : `${minus}∞`;
}

function signed(text: string, value: number): string {
  return value < 0 ? minus + text : text;
}

function grouped(text: string): string {
  const [whole, ...fraction] = text.split('.');
  if (whole.length < 4) return text;
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

/** `1.2e−6` from a magnitude, with this many digits in all. */
function scientific(magnitude: number, digits: number): string {
  const [mantissa, exponent] = magnitude.toExponential(digits - 1).split('e');
  return `${mantissa}e${exponent.replace('+', '').replace('-', minus)}`;
}

/** Digits before the decimal point once rounded to `digits`; 1 below 1, and 0 or less where zeros follow the point. */
function wholeDigits(magnitude: number, digits: number): number {
  return Math.floor(Math.log10(Number(magnitude.toPrecision(digits)))) + 1;
}

/**
 * A number with `digits` digits, the zero before the point counted: 2.3798, 0.5917, 12,003. What needs fewer is shown
 * as it is (0.9, 1). Under .001 and from 1e6 scientific, with one digit less, at least two.
 */
export function significant(value: number, digits: number): string {
  const other = notFinite(value);
  if (other !== null) return other;
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  if (magnitude < 1e-3 || Number(magnitude.toPrecision(digits)) >= 1e6) {
    return signed(scientific(magnitude, Math.max(2, digits - 1)), value);
  }
  const shortest = String(magnitude);
  if (shortest.replace('.', '').length < digits) return signed(grouped(shortest), value);
  const whole = wholeDigits(magnitude, digits);
  const decimals = whole > 0 ? Math.max(0, digits - whole) : digits - 1 - whole;
  return signed(grouped(magnitude.toFixed(decimals)), value);
}

/** `2.38 ± 1.19`, three digits; a mean below σ has σ's decimals, so 1e−17 beside σ 1 is 0.00. */
export function plusMinus(mean: number, sigma: number): string {
  const below = Number.isFinite(sigma) && sigma >= 1e-3 && sigma < 1e6 && Math.abs(mean) < sigma;
  if (!below) return `${significant(mean, 3)} ± ${significant(sigma, 3)}`;
  const whole = wholeDigits(sigma, 3);
  const decimals = whole > 0 ? Math.max(0, 3 - whole) : 2 - whole;
  const text = Math.abs(mean).toFixed(decimals);
  return `${Number(text) === 0 ? text : signed(grouped(text), mean)} ± ${grouped(sigma.toFixed(decimals))}`;
}

/** A cell of the channel table: 3 decimals, 1 from 1,000, none from 10,000; under .0005 and from 1e6 scientific. */
export function tableNumber(value: number): string {
  const other = notFinite(value);
  if (other !== null) return other;
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  if (magnitude < 5e-4 || Math.round(magnitude) >= 1e6) return signed(scientific(magnitude, 2), value);
  const decimals = Number(magnitude.toFixed(3)) < 1000 ? 3 : Number(magnitude.toFixed(1)) < 10_000 ? 1 : 0;
  return signed(grouped(magnitude.toFixed(decimals)), value);
}

/** A gap in running σ, without the unit: signed, 2 decimals, none from 100. */
export function gapNumber(value: number): string {
  const other = notFinite(value);
  if (other !== null) return other;
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  const sign = value < 0 ? minus : '+';
  if (Math.round(magnitude) >= 1e6) return sign + scientific(magnitude, 2);
  const text = magnitude.toFixed(Number(magnitude.toFixed(2)) < 100 ? 2 : 0);
  return Number(text) === 0 ? text : sign + grouped(text);
}

/** `+1.65 σ` */
export function gap(value: number): string {
  return Number.isNaN(value) ? 'NaN' : `${gapNumber(value)}${space}σ`;
}

/** `× 1.21` */
export function ratio(value: number): string {
  const other = notFinite(value);
  if (other !== null) return other;
  const usual = value >= 0.01 && value < 100;
  return `×${space}${usual ? value.toFixed(2) : significant(value, 3)}`;
}

/** `28 %` from 0.28; what is neither nothing nor everything never rounds to it. */
export function percent(share: number): string {
  const other = notFinite(share);
  if (other !== null) return other;
  if (share > 0 && share < 0.005) return `<${space}1${space}%`;
  if (share < 1 && share >= 0.995) return `>${space}99${space}%`;
  return `${signed(String(Math.round(Math.abs(share) * 100)), share)}${space}%`;
}

/** `12,544` */
export function count(value: number): string {
  return grouped(String(value));
}

/** `1 pass`, `3 passes`: the count and its noun. */
export function counted(value: number, noun: string, nouns = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : nouns}`;
}

/** `1,024 MB` in full units of 10^6, from 10^4 bytes on in kB, below in bytes. */
export function bytes(value: number): string {
  if (value >= 1e6) return `${count(Math.round(value / 1e6))}${space}MB`;
  return value >= 1e4
    ? `${count(Math.round(value / 1e3))}${space}kB`
    : `${count(value)}${space}${value === 1 ? 'byte' : 'bytes'}`;
}

/** `Linear 6 → 3`: its channels and its outputs. */
export function linearText({ channels, outputs }: { readonly channels: number; readonly outputs: number }): string {
  return `Linear ${count(channels)} → ${count(outputs)}`;
}

/** `[41, 22, 3, 9]`, for shapes and indices. */
export function bracketed(numbers: readonly number[]): string {
  return `[${numbers.join(', ')}]`;
}

/** A setting as people type it: `1e-5`, `0.1`. */
export function setting(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential().replace('e+', 'e') : String(value);
}

/** All digits and an ASCII minus, for tooltips and the clipboard. */
export function exact(value: number): string {
  return String(value);
}
