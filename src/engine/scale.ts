import type { Values } from './tensor.js';

/** y = (x − shift − remainder) · scale + offset, [groups] each. */
export interface ScaleFactors {
  readonly shift: Float64Array;
  readonly remainder: Float64Array;
  readonly scale: Float64Array;
  readonly offset: Float64Array;
}

/**
 * Scales runs of `inner` elements of one group after another. Four at a time: the loop's own cost is a third of it.
 * @param x [outer, groups, inner]
 */
export function scaleRuns(x: Values, y: Values, inner: number, factors: ScaleFactors): void {
  const groups = factors.shift.length;
  for (let run = 0, start = 0; start < x.length; run++, start += inner) {
    scaleRun(x, y, start, Math.min(start + inner, x.length), run % groups, factors);
  }
}

function scaleRun(x: Values, y: Values, start: number, end: number, group: number, factors: ScaleFactors): void {
  const shift = factors.shift[group];
  const remainder = factors.remainder[group];
  const scale = factors.scale[group];
  const offset = factors.offset[group];
  let i = start;
  for (const last = end - 3; i < last; i += 4) {
    const x0 = x[i];
    const x1 = x[i + 1];
    const x2 = x[i + 2];
    const x3 = x[i + 3];
    y[i] = (x0 - shift - remainder) * scale + offset;
    y[i + 1] = (x1 - shift - remainder) * scale + offset;
    y[i + 2] = (x2 - shift - remainder) * scale + offset;
    y[i + 3] = (x3 - shift - remainder) * scale + offset;
  }
  for (; i < end; i++) y[i] = (x[i] - shift - remainder) * scale + offset;
}

/**
 * Scales rows with one element of each group. Four rows at a time, so that a group's factors are loaded once for them.
 * @param x [outer, groups]
 */
export function scaleRows(x: Values, y: Values, factors: ScaleFactors): void {
  const groups = factors.shift.length;
  let row = 0;
  for (const last = x.length - 4 * groups; row <= last; row += 4 * groups) scaleFourRows(x, y, row, factors);
  for (; row < x.length; row += groups) scaleRow(x, y, row, factors);
}

function scaleFourRows(x: Values, y: Values, start: number, factors: ScaleFactors): void {
  const { shift, remainder, scale, offset } = factors;
  const groups = shift.length;
  for (let group = 0, i = start; group < groups; group++, i++) {
    const second = i + groups;
    const third = second + groups;
    const fourth = third + groups;
    const c = shift[group];
    const rest = remainder[group];
    const factor = scale[group];
    const added = offset[group];
    const x0 = x[i];
    const x1 = x[second];
    const x2 = x[third];
    const x3 = x[fourth];
    y[i] = (x0 - c - rest) * factor + added;
    y[second] = (x1 - c - rest) * factor + added;
    y[third] = (x2 - c - rest) * factor + added;
    y[fourth] = (x3 - c - rest) * factor + added;
  }
}

function scaleRow(x: Values, y: Values, start: number, { shift, remainder, scale, offset }: ScaleFactors): void {
  const end = Math.min(start + shift.length, x.length);
  for (let group = 0, i = start; i < end; group++, i++) {
    y[i] = (x[i] - shift[group] - remainder[group]) * scale[group] + offset[group];
  }
}
