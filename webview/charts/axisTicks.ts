import { tickStep, ticks } from 'd3';
import { significant } from '../kit/format.js';

export interface AxisTicks {
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** What the labels leave out, because it is the same in all of them: 12,000 where the ticks are 12,000.2 and so on. */
  readonly offset: number;
}

/** Longest label that fits left of a plot at 11 px. */
const longest = 7;

/** About `wanted` round values within [low, high], with as many decimals as tell them apart. */
export function axisTicks(low: number, high: number, wanted: number): AxisTicks {
  if (!(high > low))
    return { ticks: Number.isFinite(low) ? [{ value: low, label: significant(low, 3) }] : [], offset: 0 };
  const values = ticks(low, high, wanted);
  const step = tickStep(low, high, wanted);
  const labels = values.map((value) => tickLabel(value, step));
  if (labels.every((label) => label.length <= longest)) return pair(values, labels, 0);
  const largest = Math.max(...values.map(Math.abs));
  // Far from 0 and close together: count from the first; otherwise the numbers themselves are large or tiny.
  if (largest / step > 1e4) {
    const offset = values[0];
    return pair(
      values,
      values.map((value) => plus(tickLabel(roundTo(value - offset, step), step))),
      offset,
    );
  }
  return pair(
    values,
    values.map((value) => significant(roundTo(value, step), 3)),
    0,
  );
}

/** A number with the decimals of `step`, grouped, with a minus sign; scientific where the rules say so. */
export function tickLabel(value: number, step: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (step < 1e-3 || magnitude >= 1e6) return significant(roundTo(value, step), Math.max(2, digitsOf(magnitude, step)));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  // A step of 2.5 has a decimal that its exponent does not tell.
  const needed = Number.isInteger(round12(step * 10 ** decimals)) ? decimals : decimals + 1;
  const text = magnitude.toFixed(needed).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
  return value < 0 ? `−${text}` : text;
}

function digitsOf(magnitude: number, step: number): number {
  return Math.min(6, Math.max(1, Math.floor(Math.log10(magnitude)) - Math.floor(Math.log10(step)) + 1));
}

function pair(values: readonly number[], labels: readonly string[], offset: number): AxisTicks {
  return { ticks: values.map((value, index) => ({ value, label: labels[index] })), offset };
}

function plus(label: string): string {
  return label === '0' || label.startsWith('−') ? label : `+${label}`;
}

function roundTo(value: number, step: number): number {
  return round12(Math.round(value / step) * step);
}

function round12(value: number): number {
  return Number(value.toPrecision(12));
}
