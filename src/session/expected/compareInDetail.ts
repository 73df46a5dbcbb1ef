import { elementCount } from '../../engine/index.js';
import { indexOf, type BatchAccess } from '../batches/index.js';
import type { ExpectedTensor } from './expectedTensor.js';

/** What was found against what was expected, element by element. */
export interface DetailedComparison {
  readonly shape: readonly number[];
  readonly rtol: number;
  readonly atol: number;
  /** Elements, and those of them beyond tolerance. */
  readonly count: number;
  readonly off: number;
  /** [largest |error|, mean |error|]; NaN where an error is none. */
  readonly errors: Float64Array;
  /** Elements where only one of the two is a number, or both are none: they never agree. */
  readonly notNumbers: number;
  /** Largest distance in units of the last place, where |expected| ≥ 1/8 and both have the same dtype; −1: there is no such. */
  readonly ulp: number;
  /** Largest and mean |error| of each channel (group), [groups]. */
  readonly largest: Float64Array;
  readonly mean: Float64Array;
  /** The ten elements that are furthest off, worst first. */
  readonly worst: readonly WorstElement[];
}

export interface WorstElement {
  readonly index: readonly number[];
  /** [expected, found, error]. */
  readonly values: Float64Array;
}

/** Values that are read at a time. */
const piece = 2 ** 20;
const most = 10;
/** Below it a unit in the last place says nothing. */
const leastForUlp = 1 / 8;

/** @throws as the reading of either; what `access.breathe` throws */
export async function compareInDetail(
  { shape, rtol, atol, layout, read }: ExpectedTensor,
  access: Pick<BatchAccess, 'breathe'>,
): Promise<DetailedComparison> {
  const { groups, inner } = layout;
  const row = elementCount(shape.slice(1));
  const rows = Math.max(1, Math.floor(piece / Math.max(1, row)));
  const largest = new Float64Array(groups);
  const sums = new Float64Array(groups);
  const counts = new Uint32Array(groups);
  const worst = new Worst();
  let [off, notNumbers, ulp] = [0, 0, -1];
  for (let first = 0; first < shape[0]; first += rows) {
    const { found, expected } = await read(first, Math.min(rows, shape[0] - first));
    const isSingle = found instanceof Float32Array;
    const isAlike = isSingle === expected instanceof Float32Array;
    const digits = isSingle ? 23 : 52;
    for (let i = 0; i < found.length; i++) {
      const [ours, theirs] = [found[i], expected[i]];
      const at = first * row + i;
      const group = Math.floor(at / inner) % groups;
      const error = ours === theirs ? 0 : Math.abs(ours - theirs);
      counts[group] += 1;
      if (Number.isNaN(error)) {
        notNumbers += 1;
        off += 1;
        largest[group] = NaN;
      } else {
        // An infinite tolerance lets no wrong infinity pass.
        if (!(error <= atol + rtol * Math.abs(theirs)) || error === Infinity) off += 1;
        if (error > largest[group]) largest[group] = error;
        sums[group] += error;
        if (isAlike && Math.abs(theirs) >= leastForUlp && error < Infinity) {
          ulp = Math.max(ulp, error === 0 ? 0 : ulps(error, theirs, digits));
        }
      }
      worst.look(at, theirs, ours, error);
    }
    await access.breathe?.();
  }
  const count = elementCount(shape);
  const isNumber = notNumbers === 0;
  return {
    shape,
    rtol,
    atol,
    count,
    off,
    errors: Float64Array.of(
      isNumber ? largest.reduce((a, b) => Math.max(a, b), 0) : NaN,
      isNumber ? sums.reduce((a, b) => a + b, 0) / count : NaN,
    ),
    notNumbers,
    ulp,
    largest,
    mean: sums.map((sum, group) => (Number.isNaN(largest[group]) ? NaN : sum / counts[group])),
    worst: worst.list.map(({ at, expected, found }) => ({
      index: indexOf(at, shape),
      values: Float64Array.of(expected, found, found - expected),
    })),
  };
}

interface Element {
  readonly at: number;
  readonly expected: number;
  readonly found: number;
  /** NaN before all. */
  readonly size: number;
}

/** The elements that are furthest off, in order. */
class Worst {
  list: Element[] = [];

  look(at: number, expected: number, found: number, error: number): void {
    const size = Number.isNaN(error) ? Infinity : error;
    if (size === 0 || (this.list.length === most && size <= this.list[most - 1].size)) return;
    const place = this.list.findIndex((one) => one.size < size);
    this.list.splice(place < 0 ? this.list.length : place, 0, { at, expected, found, size });
    this.list.length = Math.min(this.list.length, most);
  }
}

/** Numbers that lie between two of them, as many as fit into the spacing at the expected one. */
function ulps(error: number, expected: number, digits: number): number {
  return Math.round(error / 2 ** (Math.floor(Math.log2(Math.abs(expected))) - digits));
}
