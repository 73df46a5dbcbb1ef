import { describe, expect, it } from 'vitest';
import {
  barLimit,
  gapOrder,
  largestPart,
  partAt,
  parts,
  shownParts,
  waterfall,
  waterfallScale,
  worstChannel,
} from '../../../../../webview/views/gap/gapModel.js';
import { GAP_PARTS } from '../../../../../src/session/gap/index.js';
import { exampleSplit, exampleSteps } from './gapExamples.js';

describe('the parts', () => {
  it('are those of the session, in its order', () => {
    expect(parts).toEqual(GAP_PARTS);
  });

  it('have a column where there is room, the smallest shares last', () => {
    const split = exampleSplit();
    expect(shownParts(split, 9)).toEqual(['start', 'lag', 'outlier', 'between', 'stored', 'eps', 'input']);
    expect(shownParts(split, 2)).toEqual(['start', 'lag']);
    expect(shownParts(split, 0)).toEqual(['start']);
  });

  it('have no column for a factor that the convention does not have', () => {
    expect(shownParts(exampleSplit({ storedVar: 'biased' }), 9)).not.toContain('stored');
  });

  it('of a channel: the largest, and the channel where one is largest', () => {
    const split = exampleSplit();
    expect([0, 1, 2, 3].map((channel) => largestPart(split, channel))).toEqual(['start', 'lag', null, 'start']);
    expect(partAt(split, 'lag', 1)).toBe(0.7);
    expect(worstChannel(split, 'lag')).toBe(1);
    expect(worstChannel(split, 'outlier')).toBeUndefined();
  });
});

describe('the order of the channels', () => {
  const split = exampleSplit();

  it.each([
    ['distance', [2, 0, 1, 3]],
    ['gap', [2, 1, 0, 3]],
    ['spread', [2, 3, 0, 1]],
    ['lag', [2, 1, 0, 3]],
    ['channel', [0, 1, 2, 3]],
  ] as const)('by %s, NaN first', (sort, order) => {
    expect([...gapOrder(split, sort)]).toEqual(order);
  });
});

describe('the scale of the bars', () => {
  it('ends where most of the largest parts do, in a round number', () => {
    expect(barLimit(exampleSplit())).toBe(0.7);
    expect(barLimit(exampleSplit({}, 0))).toBe(1);
  });
});

describe('a waterfall', () => {
  const steps = exampleSteps();

  it('goes from the running value to the batch’s, each part where the one before ends', () => {
    const rows = waterfall('mean', steps);
    expect(rows.map(({ part }) => part)).toEqual(['start', 'lag', 'outlier', 'between', 'input']);
    expect(rows[0].from).toBe(0);
    rows.slice(1).forEach(({ from }, at) => expect(from).toBe(rows[at].to));
    expect(rows[4].to).toBeCloseTo(0.618, 12);
  });

  it('calls minor what is under half a percent of the largest, and nothing what rounding leaves', () => {
    const rows = waterfall('variance', steps);
    expect(rows.filter(({ isMinor }) => isMinor).map(({ part }) => part)).toEqual(['lag', 'between', 'stored', 'eps']);
    expect(rows.find(({ part }) => part === 'eps')?.size).toBe(0);
  });

  it('has updates of others where there are some', () => {
    const mean = steps.mean.map((size, at) => (parts[at] === 'other' ? 0.2 : size));
    expect(waterfall('mean', { ...steps, mean }).at(-1)).toMatchObject({ part: 'other', size: 0.2 });
  });

  it('has all its ends on its scale, and no more ticks than there is room for', () => {
    const { scale, ticks } = waterfallScale(waterfall('variance', steps), 1, 160);
    expect(scale(1)).toBeCloseTo(155, 12);
    expect(scale(0.709)).toBeCloseTo(5, 0);
    expect(ticks.length * 44).toBeLessThanOrEqual(160);
    const none = waterfallScale([], 0, 100);
    expect(none.scale(0)).toBe(50);
  });
});
