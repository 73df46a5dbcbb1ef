import { min } from 'd3';
import { clipped, labelPitch, pushApart } from '../labelLayout.js';
import type { Point } from '../linePath.js';
import { xAxisOf, yAxisOf, type PlotAxis } from './plotScales.js';
import type { PlotSeries, PlotSpec } from './plotSpec.js';

/** As of every chart: axis labels at the left, direct labels at the right. */
const margin = { left: 48, right: 108, top: 20, bottom: 24 } as const;
/** Narrower plots give the labels less; wide ones what long names need. */
const [narrow, wide] = [
  { width: 360, right: 84 },
  { width: 480, right: 148 },
] as const;
const labelDigit = 6.2;

export interface PlacedSeries {
  readonly series: PlotSeries;
  /** In order of x; y is NaN where there is no value. */
  readonly points: readonly Point[];
  /** Edges of the bins in pixels, for steps. */
  readonly edges: readonly number[];
  /** Where values are infinite. */
  readonly beyond: readonly number[];
}

export interface PlotLabel {
  readonly text: string;
  readonly role: PlotSeries['role'];
  readonly y: number;
}

/** A plot laid out in pixels. */
export interface PlotModel {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly placed: readonly PlacedSeries[];
  readonly labels: readonly PlotLabel[];
  /** Pixel of the marker; null where it is none, or beside the axis. */
  readonly marker: number | null;
  /** Every x that has a value, ascending: where the cross can stand. */
  readonly stops: readonly number[];
}

export function plotModel(spec: PlotSpec, width: number, height: number): PlotModel {
  const left = margin.left;
  const right = Math.max(left + 40, width - labelRoom(spec, width));
  const [top, bottom] = [margin.top, height - margin.bottom];
  const x = xAxisOf(spec, left, right);
  const y = yAxisOf(spec, top, bottom);
  const placed = spec.series.map((series) => place(series, x, y));
  const marker = spec.marker === undefined ? NaN : x.place(spec.marker);
  return {
    left,
    right,
    top,
    bottom,
    x,
    y,
    placed,
    labels: labelsOf(placed, top, bottom, width - right - 8),
    marker: marker >= left - 0.5 && marker <= right + 0.5 ? marker : null,
    stops: [...new Set(spec.series.flatMap(stopsOf))].sort((a, b) => a - b),
  };
}

function labelRoom({ series }: PlotSpec, width: number): number {
  if (width < narrow.width) return narrow.right;
  if (width < wide.width || series.length < 2) return margin.right;
  const longest = Math.max(...series.map(({ label }) => label.length));
  return Math.min(wide.right, Math.max(margin.right, longest * labelDigit + 10));
}

/** Where the values stand, [y.length]: the middles of the bins for steps that are given by their edges. */
function stopsOf({ x, y }: PlotSeries): readonly number[] {
  return x.length === y.length ? [...x] : Array.from(y, (_, bin) => (x[bin] + x[bin + 1]) / 2);
}

function place(series: PlotSeries, x: PlotAxis, y: PlotAxis): PlacedSeries {
  const at = stopsOf(series).map(x.place);
  const points = at
    .map((px, index) => ({ x: px, y: y.place(series.y[index]) }))
    .filter((point) => !Number.isNaN(point.x));
  const beyond = at.filter((_, index) => series.y[index] === Infinity);
  return { series, points, edges: series.mark === 'steps' ? edgesOf(series, at, x) : [], beyond };
}

function edgesOf(series: PlotSeries, middles: readonly number[], x: PlotAxis): number[] {
  if (series.x.length > series.y.length) return Array.from(series.x, x.place);
  const half = middles.length > 1 ? (middles[1] - middles[0]) / 2 : 8;
  return [...middles.map((middle) => middle - half), middles[middles.length - 1] + half];
}

/** Labels at the right, beside the ends of their lines; one series needs none. */
function labelsOf(placed: readonly PlacedSeries[], top: number, bottom: number, room: number): PlotLabel[] {
  if (placed.length < 2) return [];
  const named = placed.map(({ series, points, beyond }) => ({
    text: clipped(series.label, Math.floor(room / labelDigit)),
    role: series.role,
    y: series.mark === 'steps' ? highest(points) : (lastY(points) ?? (beyond.length > 0 ? top : NaN)),
  }));
  const visible = named.filter(({ y }) => Number.isFinite(y));
  const ys = pushApart(
    visible.map(({ y }) => y),
    top - labelPitch / 2,
    bottom + labelPitch / 2,
  );
  return visible.map((label, index) => ({ ...label, y: ys[index] }));
}

function lastY(points: readonly Point[]): number | undefined {
  return points.findLast(({ y }) => Number.isFinite(y))?.y;
}

function highest(points: readonly Point[]): number {
  return min(points, ({ y }) => y) ?? NaN;
}

/** The stop nearest to a pixel; null beside the axes. */
export function stopAt({ stops, x, left, right }: PlotModel, px: number): number | null {
  if (px < left - 8 || px > right + 8 || stops.length === 0) return null;
  return nearest(stops, (stop) => Math.abs(x.place(stop) - px));
}

function nearest(values: readonly number[], distance: (value: number) => number): number {
  return values.reduce((best, value) => (distance(value) < distance(best) ? value : best), values[0]);
}

/** Where an arrow key moves the cross; undefined for every other key. From nowhere it starts at the marker. */
export function movedStop(
  stops: readonly number[],
  at: number | null,
  marker: number,
  key: string,
): number | null | undefined {
  if (key === 'Escape') return at === null ? undefined : null;
  if (stops.length === 0) return undefined;
  const start = Number.isFinite(marker) ? nearest(stops, (stop) => Math.abs(stop - marker)) : stops[stops.length >> 1];
  const index = stops.indexOf(at ?? start);
  const step = at === null ? 0 : 1;
  const to: Readonly<Partial<Record<string, number>>> = {
    ArrowLeft: index - step,
    ArrowRight: index + step,
    PageUp: index - 10,
    PageDown: index + 10,
    Home: 0,
    End: stops.length - 1,
  };
  const wanted = to[key];
  return wanted === undefined ? undefined : stops[Math.max(0, Math.min(stops.length - 1, wanted))];
}

const indicesOf = new WeakMap<PlotSeries, ReadonlyMap<number, number>>();

/** What a series says at a stop; undefined where it has no value there. */
export function valueAt(series: PlotSeries, stop: number): number | undefined {
  let indices = indicesOf.get(series);
  if (!indices) {
    indices = new Map(stopsOf(series).map((at, index) => [at, index]));
    indicesOf.set(series, indices);
  }
  const index = indices.get(stop);
  return index === undefined ? undefined : series.y[index];
}
