import { extent, min, scaleLinear, scaleLog, ticks as roundTicks } from 'd3';
import { axisTicks, tickLabel } from '../axisTicks.js';
import type { PlotSpec } from './plotSpec.js';

export interface PlotTick {
  readonly at: number;
  readonly label: string;
  readonly isZero: boolean;
}

/** An axis of a plot in pixels. */
export interface PlotAxis {
  readonly isLog: boolean;
  /** NaN where the axis has no place for a value. */
  readonly place: (value: number) => number;
  readonly ticks: readonly PlotTick[];
  /** What the tick labels leave out. */
  readonly offset: number;
}

/** Magnitudes that are farther apart than this need a logarithmic axis. */
const widestLinear = 1e5;
/** Room under a logarithmic axis for exact zeros. */
const zeroRoom = 14;
/** Pixels that a label needs: along the horizontal axis per digit, along the vertical one for all. */
const [digit, linePitch] = [7, 22];

/** The vertical axis: steps begin at 0, and what differs by float64's last digits only is one value. */
export function yAxisOf(
  { series, xScale, yScale, isSize, yReach = [], yText }: PlotSpec,
  top: number,
  bottom: number,
): PlotAxis {
  const values = [...yReach, ...series.flatMap(({ y }) => [...y]).filter(Number.isFinite)];
  const hasSteps = series.some(({ mark }) => mark === 'steps');
  // Over equal steps of x what grows is shown growing; magnitudes matter over magnitudes.
  const isFree = xScale === 'log' && !hasSteps;
  const isLog = yScale === undefined ? isFree && spansMagnitudes(values) : yScale === 'log';
  if (isLog && values.some((value) => value > 0)) return logAxis(values, bottom, top, (span) => span / linePitch);
  const [low, high] = linearDomain(hasSteps || isSize ? [0, ...values] : values);
  const { ticks, offset } = axisTicks(low, high, Math.max(2, Math.round((bottom - top) / 32)));
  const scale = scaleLinear([low, high], [bottom, top]);
  return {
    isLog: false,
    place: (value) => (Number.isFinite(value) ? scale(value) : NaN),
    ticks: ticks.map(({ value, label }) => ({
      at: scale(value),
      label: yText ? yText(value).replace('.0', '') : label,
      isZero: value === 0,
    })),
    offset,
  };
}

export function xAxisOf({ series, xScale, isCounted }: PlotSpec, left: number, right: number): PlotAxis {
  const values = series.flatMap(({ x }) => [...x]).filter(Number.isFinite);
  if (xScale === 'log') return logAxis(values, left, right, (span) => span / 44);
  const [least = 0, most = 1] = extent(values);
  // One point stands in the middle.
  const [low, high] = most > least ? [least, most] : [least - 0.5, least + 0.5];
  const scale = scaleLinear([low, high], [left, right]);
  const place = (value: number): number => (Number.isFinite(value) ? scale(value) : NaN);
  if (isCounted) {
    const pitch = digit * tickLabel(Math.floor(high), 1).length + 10;
    const counted = roundTicks(low, high, Math.max(1, (right - left) / pitch)).filter(Number.isInteger);
    const first = Number.isInteger(low) && !counted.includes(low) && counted[0] - low > pitchIn(low, high) ? [low] : [];
    const labelled = [...first, ...counted];
    return {
      isLog: false,
      place,
      offset: 0,
      ticks: labelled.map((value) => ({ at: scale(value), label: tickLabel(value, 1), isZero: false })),
    };
  }
  for (let wanted = Math.max(2, Math.round((right - left) / 44)); ; wanted--) {
    const { ticks, offset } = axisTicks(low, high, wanted);
    const longest = Math.max(0, ...ticks.map(({ label }) => label.length));
    if (wanted > 2 && (right - left) / Math.max(1, ticks.length) < longest * digit + 8) continue;
    return {
      isLog: false,
      place,
      offset,
      ticks: ticks.map(({ value, label }) => ({ at: scale(value), label, isZero: value === 0 })),
    };
  }

  function pitchIn(from: number, to: number): number {
    return ((to - from) * 24) / Math.max(1, right - left);
  }
}

function spansMagnitudes(values: readonly number[]): boolean {
  if ((min(values) ?? 0) < 0) return false;
  const [least = 0, most = 0] = extent(values.filter((value) => value > 0));
  return most > widestLinear * least;
}

/** Whole decades; exact zeros have a line of their own below them. */
function logAxis(values: readonly number[], low: number, high: number, mostTicks: (span: number) => number): PlotAxis {
  const positive = values.filter((value) => value > 0);
  const hasZero = positive.length < values.length;
  const start = low + Math.sign(high - low) * (hasZero ? zeroRoom : 0);
  const isWide = high > low;
  const [least = 1, most = 1] = extent(positive);
  // A horizontal axis ends where the values end; a vertical one has whole decades.
  const first = isWide ? Math.log10(least) : Math.floor(Math.log10(least) + 1e-9);
  const last = Math.max(isWide ? Math.log10(most) : Math.ceil(Math.log10(most) - 1e-9), first + (isWide ? 1e-6 : 1));
  const scale = scaleLog([10 ** first, 10 ** last], [start, high]);
  const room = Math.max(2, mostTicks(Math.abs(high - start)));
  const marks = logMarks(first, last, room);
  const zero = hasZero ? [{ at: low, label: '0', isZero: true }] : [];
  return {
    isLog: true,
    place: (value) => (value > 0 && Number.isFinite(value) ? scale(value) : value === 0 ? low : NaN),
    ticks: [...zero, ...marks.map((value) => ({ at: scale(value), label: decadeLabel(value), isZero: false }))],
    offset: 0,
  };
}

/** Powers of ten between two exponents, every second, third … where they are many; 2 and 5 times them where few. */
export function logMarks(first: number, last: number, most: number): number[] {
  const from = Math.ceil(first - 1e-9);
  const to = Math.floor(last + 1e-9);
  const decades = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  if (last - first < 3 && 3 * (last - first) <= most) {
    const range = Array.from({ length: to - from + 3 }, (_, index) => from - 1 + index);
    return range
      .flatMap((exponent) => [1, 2, 5].map((factor) => Number(`${factor}e${exponent}`)))
      .filter((value) => Math.log10(value) >= first - 1e-9 && Math.log10(value) <= last + 1e-9);
  }
  const step = Math.max(1, Math.ceil(decades.length / most));
  return decades.filter((exponent) => exponent % step === 0).map((exponent) => Number(`1e${exponent}`));
}

/** `0.01`, `1,000`; from four zeros on `1e−6`. */
export function decadeLabel(value: number): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  if (exponent >= -3 && exponent <= 4) return tickLabel(value, 10 ** Math.min(0, exponent));
  return `${Math.round(value / 10 ** exponent)}e${exponent < 0 ? '−' : ''}${Math.abs(exponent)}`;
}

/** Not rounded; with room around what is one value, as far as float64 tells. */
function linearDomain(values: readonly number[]): readonly [number, number] {
  const [low = 0, high = 1] = extent(values);
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > 1e-9 * size) return [low, high];
  const reach = size / 10 || 1;
  return [low - reach, high + reach];
}
