import { describe, expect, test } from 'vitest';
import { niceBins } from '../../../../src/session/views/binning.js';
import { viewOf } from '../../../../src/session/views/viewOf.js';
import { exampleSession, normalBatch, tensor, withValues, type Example } from './exampleSession.js';

const total = (shares: Float64Array | null): number => shares?.reduce((sum, share) => sum + share, 0) ?? NaN;
const width = (edges: Float64Array): number => edges[1] - edges[0];

describe('bins', () => {
  test.each([
    [-4, 8, 0.25],
    [-4, 5.05, 0.2],
    [0, 1e-3, 2.5e-5],
    [-3e6, 3e6, 1e5],
  ])('of %d to %d are %d wide', (low, high, expected) => {
    const bins = niceBins(low, high, 40);
    expect(width(bins.edges)).toBeCloseTo(expected, 12);
    expect(bins.edges[0]).toBeLessThanOrEqual(low);
    expect(bins.edges.at(-1)).toBeGreaterThanOrEqual(high);
    expect(bins.edges.length - 1).toBeLessThan(100);
  });

  test('hold exactly the values between their edges', () => {
    const bins = niceBins(-0.7, 1.1, 20);
    bins.edges.forEach((edge, index) => {
      expect(bins.indexOf(edge)).toBe(Math.min(index, bins.edges.length - 2));
    });
    expect(bins.indexOf(1e9)).toBe(-1);
    expect(bins.indexOf(NaN)).toBe(-1);
  });

  test('of a constant exist', () => {
    expect(niceBins(-0.42, -0.42, 40).indexOf(-0.42)).toBeGreaterThanOrEqual(0);
    expect(niceBins(0, 0, 40).indexOf(0)).toBeGreaterThanOrEqual(0);
    expect(niceBins(1e30, 1e30, 40).indexOf(1e30)).toBeGreaterThanOrEqual(0);
  });
});

describe('distribution', () => {
  test('of few values has few bins: narrow ones would show noise', async () => {
    const { session, access } = exampleSession([['train', normalBatch([10, 1, 5, 5], 1)]]);
    const { edges } = await viewOf(session, 'distribution', { pass: 0, channel: 0 }, access);
    expect(edges.length - 1).toBeLessThan(40);
    expect(edges.length - 1).toBeGreaterThanOrEqual(12);
  });

  const batch: Example = [
    'train',
    normalBatch(
      [64, 2, 8, 8],
      1,
      (c) => 2 - 1e5 * c,
      () => 1.2,
    ),
  ];
  const { session, access } = exampleSession([batch, ['eval', batch[1]]], {
    state: { gamma: Float64Array.of(-0.5, 1), beta: Float64Array.of(0.1, 0) },
  });

  test('shares one axis among x, x̂, eval’s x̂ and y', async () => {
    const view = await viewOf(session, 'distribution', { pass: 0, channel: 0 }, access);
    expect(view.xEdges).toBeNull();
    const bins = view.edges.length - 1;
    expect(bins).toBeGreaterThanOrEqual(40);
    expect(bins).toBeLessThan(100);
    for (const shares of [view.x, view.normalized, view.evalNormalized, view.y]) {
      expect(shares).toHaveLength(bins);
      expect(total(shares)).toBeCloseTo(1, 12);
    }
    expect([...view.moments.normalized]).toEqual([expect.closeTo(0, 9), expect.closeTo(1, 4)]);
    expect([...view.moments.y]).toEqual([expect.closeTo(0.1, 9), expect.closeTo(0.5, 4)]);
    // Running mean .2, running var 1.04: what eval would make of this batch now.
    expect(view.moments.evalNormalized[0]).toBeCloseTo(1.8 / Math.sqrt(1.04), 1);
  });

  test('in eval x̂ is what the running values make of it', async () => {
    const view = await viewOf(session, 'distribution', { pass: 1, channel: 0 }, access);
    expect(view.normalized).toEqual(view.evalNormalized);
  });

  test('x has an axis of its own where its mean is far out', async () => {
    const view = await viewOf(session, 'distribution', { pass: 0, channel: 1 }, access);
    expect(view.xEdges).not.toBeNull();
    expect(view.x).toHaveLength((view.xEdges?.length ?? 0) - 1);
    expect(total(view.x)).toBeCloseTo(1, 12);
    expect(view.edges[0]).toBeGreaterThan(-8);
    expect(total(view.normalized)).toBeCloseTo(1, 12);
    // Eval's x̂ is 60,000 σ away, beyond the edges.
    expect(total(view.evalNormalized)).toBe(0);
    expect(view.moments.evalNormalized[0]).toBeLessThan(-1e4);
  });

  test('before the first pass there is x only', async () => {
    const fresh = exampleSession([batch], { run: 0 });
    const view = await viewOf(fresh.session, 'distribution', { pass: null, channel: 0 }, fresh.access);
    expect([view.normalized, view.evalNormalized, view.y, view.xEdges]).toEqual([null, null, null, null]);
    expect(total(view.x)).toBeCloseTo(1, 12);
  });

  test('NaN and infinities are counted and are in no bin', async () => {
    const bad = exampleSession([['train', withValues(normalBatch([10, 1, 10, 10], 1), { 3: NaN, 7: Infinity })]]);
    const view = await viewOf(bad.session, 'distribution', { pass: 0, channel: 0 }, bad.access);
    expect(view.nonFinite).toBe(2);
    expect(total(view.x)).toBeCloseTo(0.998, 12);
    expect(view.edges.every(Number.isFinite)).toBe(true);
  });

  test('one far-out value does not squeeze the others into one bar', async () => {
    const outlier = exampleSession([['train', withValues(normalBatch([40, 1, 10, 10], 1), { 3: 1e15 })]]);
    const view = await viewOf(outlier.session, 'distribution', { pass: 0, channel: 0 }, outlier.access);
    const edges = view.xEdges ?? view.edges;
    expect(edges[0]).toBeGreaterThan(-10);
    expect(edges.at(-1)).toBeLessThan(10);
    expect(view.x.filter((share) => share > 0).length).toBeGreaterThan(20);
  });

  test('a constant channel is one bar', async () => {
    const constant = exampleSession([['train', tensor([8, 1], () => -0.42)]]);
    const view = await viewOf(constant.session, 'distribution', { pass: 0, channel: 0 }, constant.access);
    expect(view.x.filter((share) => share > 0)).toEqual(Float64Array.of(1));
  });
});
