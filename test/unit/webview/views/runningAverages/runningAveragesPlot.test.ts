import { describe, expect, it } from 'vitest';
import type { ChannelHistory } from '../../../../../src/session/index.js';
import { columnCentre, passAxis } from '../../../../../webview/charts/passes/passAxis.js';
import {
  cursorCut,
  domainOf,
  lastY,
  meanOf,
  nanFrom,
  place,
  varianceOf,
} from '../../../../../webview/views/runningAverages/runningAveragesPlot.js';

const history: ChannelHistory = {
  channel: 0,
  runningMean: Float64Array.of(0, 0.1, 0.3, 0.3),
  runningVar: Float64Array.of(1, 1, 1.44, 1.44),
  batchMean: Float64Array.of(1, 2, 5),
  batchVar: Float64Array.of(0.25, 4, 1),
  allBatches: Float64Array.of(1.5, 2.5),
  initialWeight: Float64Array.of(1, 0.9, 0.81, 0.81),
};
const axis = passAxis(592, 5, null);
const modes = ['train', 'train', 'eval', 'train', 'train'] as const;

describe('the domain of running averages', () => {
  it('is all that is drawn, not rounded', () => {
    expect(domainOf(meanOf(history), [], axis, false)).toEqual([-1, 6]);
    expect(domainOf(varianceOf(history), [], axis, true)).toEqual([0, 4]);
  });

  it('includes other channels, and only the passes in sight', () => {
    expect(domainOf(meanOf(history), [Float64Array.of(-3, 0, 0, 0)], axis, false)[0]).toBe(-3);
    expect(domainOf(meanOf(history), [], passAxis(592, 5, [0, 1]), false)).toEqual([-1, 1.5]);
  });

  it('has an extent when nothing differs, and when nothing is finite', () => {
    const [low, high] = domainOf(
      { ...meanOf(history), running: new Float64Array(4).fill(NaN), batch: Float64Array.of(NaN), allBatches: NaN },
      [],
      axis,
      false,
    );
    expect(high).toBeGreaterThan(low);
  });
});

describe('what running averages draw', () => {
  const placed = place(meanOf(history), [], axis, modes, [-1, 6], [10, 80]);

  it('is a line from the initial state over the computed passes', () => {
    expect(placed.running.map(({ pass, x, y }) => [pass, x, Math.round(y * 1e9) / 1e9])).toEqual(
      [0, 0.1, 0.3, 0.3].map((value, i) => [i - 1, columnCentre(axis, i - 1), 80 - (value + 1) * 10]),
    );
    expect(lastY(placed.running)).toBeCloseTo(67);
  });

  it('is a dot for each train batch with σ in pixels, and a diamond for eval', () => {
    expect(placed.train.map(({ pass, half }) => [pass, half])).toEqual([
      [0, 5],
      [1, 20],
    ]);
    expect(placed.eval.map(({ pass }) => pass)).toEqual([2]);
  });

  it('is cut at the cursor: a line where the shown pass is, marks behind it', () => {
    const { lines, marks } = cursorCut(axis, 0);
    const isPast = (edge: number) => placed.train.filter(({ x }) => x < edge).map(({ pass }) => pass);
    expect(lines).toBe(columnCentre(axis, 0));
    expect(isPast(marks)).toEqual([0]);
    expect(placed.running.filter(({ x }) => x > marks).map(({ pass }) => pass)).toEqual([1, 2]);
    expect(cursorCut(axis, -1).lines).toBe(columnCentre(axis, -1));
  });

  it('is on one side where the cursor is beside the axis', () => {
    const zoomed = passAxis(592, 5, [1, 3]);
    expect(cursorCut(zoomed, 0).marks).toBeLessThan(zoomed.left);
    expect(cursorCut(zoomed, -1).lines).toBeLessThan(zoomed.left);
    expect(cursorCut(zoomed, 4).lines).toBeGreaterThan(zoomed.right);
  });
});

it('NaN is named from the pass on where it stays', () => {
  expect(nanFrom(Float64Array.of(0, 1, NaN, NaN))).toBe(1);
  expect(nanFrom(Float64Array.of(0, NaN, 2))).toBeNull();
  expect(nanFrom(Float64Array.of(NaN, NaN))).toBeNull();
});
