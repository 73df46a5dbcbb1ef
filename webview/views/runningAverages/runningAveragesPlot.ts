import { scaleLinear } from 'd3';
import type { Mode } from '../../../src/engine/index.js';
import type { ChannelHistory } from '../../../src/session/index.js';
import { columnCentre, columnLeft, initPass, isOnAxis, type PassAxis } from '../../charts/passes/passAxis.js';
import { seenPasses } from './seenPasses.js';

export interface Quantity {
  /** [P + 1], index 0 is the initial state. */
  readonly running: Float64Array;
  /** Half of the band around it, [P + 1]; null for the variance. */
  readonly runningHalf: Float64Array | null;
  /** [P] */
  readonly batch: Float64Array;
  readonly batchHalf: Float64Array | null;
  readonly allBatches: number;
}

/** The mean with σ as half width of band and whiskers. */
export function meanOf(history: ChannelHistory): Quantity {
  return {
    running: history.runningMean,
    runningHalf: history.runningVar.map(Math.sqrt),
    batch: history.batchMean,
    batchHalf: history.batchVar.map(Math.sqrt),
    allBatches: history.allBatches[0],
  };
}

export function varianceOf(history: ChannelHistory): Quantity {
  return {
    running: history.runningVar,
    runningHalf: null,
    batch: history.batchVar,
    batchHalf: null,
    allBatches: history.allBatches[1],
  };
}

export interface Place {
  readonly pass: number;
  readonly x: number;
  readonly y: number;
  /** Half width in pixels of y; 0 without. */
  readonly half: number;
}

/** Everything that is seen of a quantity, in pixels. */
export interface PlacedQuantity {
  readonly running: readonly Place[];
  readonly train: readonly Place[];
  readonly eval: readonly Place[];
  readonly allBatches: number;
  /** The running lines of the other selected channels. */
  readonly others: readonly (readonly Place[])[];
}

/** Smallest and largest of everything that the visible passes draw, not rounded; the variance starts at 0. */
export function domainOf(
  quantity: Quantity,
  others: readonly Float64Array[],
  axis: PassAxis,
  withZero: boolean,
): [number, number] {
  let [low, high] = withZero ? [0, 0] : [Infinity, -Infinity];
  const addOne = (value: number): void => {
    if (!Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  const add = (value: number, half = 0): void => {
    addOne(value - half);
    addOne(value + half);
  };
  const { running, runningHalf, batch, batchHalf } = quantity;
  addOne(quantity.allBatches);
  for (let pass = axis.hasInit ? initPass : axis.from; pass < Math.min(axis.to, batch.length); pass++) {
    add(running[pass + 1], runningHalf?.[pass + 1]);
    if (pass >= 0) add(batch[pass], batchHalf?.[pass]);
    for (const other of others) add(other[pass + 1]);
  }
  if (high > low) return [low, high];
  if (low > high) return [0, 1];
  const reach = Math.abs(low) / 10 || 1;
  return withZero ? [low, low + reach] : [low - reach, low + reach];
}

/** A quantity on the page: `top` and `bottom` are the pixels of the domain's ends. */
export function place(
  quantity: Quantity,
  others: readonly Float64Array[],
  axis: PassAxis,
  modes: readonly Mode[],
  [low, high]: readonly [number, number],
  [top, bottom]: readonly [number, number],
): PlacedQuantity {
  const y = scaleLinear([low, high], [bottom, top]);
  const perUnit = (bottom - top) / (high - low);
  const placed = (pass: number, value: number, half: number): Place => ({
    pass,
    x: columnCentre(axis, pass),
    y: Number.isFinite(value) ? y(value) : NaN,
    half: half * perUnit,
  });
  const computed = quantity.batch.length;
  const last = Math.min(axis.to, computed);
  const lineOf = (running: Float64Array, half: Float64Array | null): Place[] => {
    const [value, reach] = [(pass: number) => running[pass + 1], (pass: number) => finite(half?.[pass + 1])];
    const from = axis.hasInit ? initPass : axis.from;
    return seenPasses(axis, { from, to: last, value, reach }).map((pass) => placed(pass, value(pass), reach(pass)));
  };
  const dotsOf = (mode: Mode): Place[] => {
    const { batch, batchHalf } = quantity;
    const [value, reach] = [(pass: number) => batch[pass], (pass: number) => finite(batchHalf?.[pass])];
    const has = (pass: number): boolean => modes[pass] === mode;
    return seenPasses(axis, { from: axis.from, to: last, has, value, reach }).map((pass) =>
      placed(pass, value(pass), reach(pass)),
    );
  };
  return {
    running: lineOf(quantity.running, quantity.runningHalf),
    train: dotsOf('train'),
    eval: dotsOf('eval'),
    allBatches: Number.isFinite(quantity.allBatches) ? y(quantity.allBatches) : NaN,
    others: others.map((other) => lineOf(other, null)),
  };
}

function finite(half = 0): number {
  return Number.isFinite(half) ? half : 0;
}

/** Where the cursor cuts a drawing into what is at or before it and what is ahead, in pixels of x. */
export interface CursorCut {
  /** The middle of its column: a line goes on from the shown pass. */
  readonly lines: number;
  /** The right edge of its column: a mark is on one side or the other. */
  readonly marks: number;
}

/** Beside the axis all is on one side. */
export function cursorCut(axis: PassAxis, shown: number): CursorCut {
  if (isOnAxis(axis, shown))
    return { lines: columnCentre(axis, shown), marks: columnLeft(axis, shown) + axis.columnWidth };
  const edge = shown < axis.from ? axis.left - axis.columnWidth : axis.right + axis.columnWidth;
  return { lines: edge, marks: edge };
}

/** The pass from which on a running value is NaN to the end; null where it is not. */
export function nanFrom(running: Float64Array): number | null {
  let index = running.length;
  while (index > 0 && Number.isNaN(running[index - 1])) index--;
  return index === running.length || index === 0 ? null : index - 1;
}

/** Where a label for a line goes: beside its last point that has a place. */
export function lastY(places: readonly Place[]): number {
  return places.findLast(({ y }) => Number.isFinite(y))?.y ?? NaN;
}
