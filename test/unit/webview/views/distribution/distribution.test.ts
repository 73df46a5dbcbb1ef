import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../../../../src/session/index.js';
import type { TableContent } from '../../../../../webview/charts/hiddenTable.js';
import { binAt, distributionLayout } from '../../../../../webview/views/distribution/distributionLayout.js';
import { distributionTable } from '../../../../../webview/views/distribution/distributionText.js';

const two = Float64Array.of(0, 0);
const distribution: Distribution = {
  edges: Float64Array.of(-1, 0, 1, 2),
  xEdges: null,
  x: Float64Array.of(0, 0.25, 0.75),
  normalized: Float64Array.of(0.5, 0.5, 0),
  evalNormalized: Float64Array.of(0, 1, 0),
  y: Float64Array.of(0.2, 0.4, 0.4),
  moments: { x: two, normalized: two, evalNormalized: two, y: two },
  nonFinite: 0,
};
const lone: Distribution = { ...distribution, normalized: null, evalNormalized: null, y: null };
const rowsOf = ({ rowCount, row }: TableContent): unknown[] => Array.from({ length: rowCount }, (_, i) => row(i));

describe('the distribution', () => {
  it('has x, x̂ and y on one axis and one height scale', () => {
    const { rows, left, right } = distributionLayout(distribution, 359);
    expect(rows.map(({ name }) => name)).toEqual(['x', 'x̂', 'y']);
    expect(new Set(rows.map(({ layout }) => layout.height(0.5))).size).toBe(1);
    expect([rows[0].layout.x(-1), rows[2].layout.x(2)]).toEqual([left, right]);
    expect(rows.map(({ share }) => share?.value ?? null)).toEqual([1, null, null]);
  });

  it('gives x alone more height before the first pass', () => {
    const { rows } = distributionLayout(lone, 359);
    expect(rows).toHaveLength(1);
    expect(rows[0].layout.height(0.75)).toBe(60);
  });

  it('gives x an axis and a height scale of its own where the session says so', () => {
    const far = { ...distribution, xEdges: Float64Array.of(12_000, 12_001, 12_002, 12_003) };
    const { rows, left } = distributionLayout(far, 359);
    expect(rows[0].hasOwnAxis).toBe(true);
    expect(rows[0].layout.x(12_000)).toBe(left);
    expect(rows[1].layout.baseline - rows[0].layout.baseline).toBeGreaterThan(44);
    expect(rows.map(({ share }) => share?.value ?? null)).toEqual([0.5, 1, null]);
  });

  it('finds the bin under the mouse', () => {
    const layout = distributionLayout(distribution, 359);
    const [row] = layout.rows;
    expect(binAt(row, layout, row.layout.x(0.5))).toBe(1);
    expect(binAt(row, layout, 10)).toBeNull();
  });

  it('is a table for those who cannot see it, without empty bins', () => {
    expect(rowsOf(distributionTable(lone))).toEqual([
      ['0 to 1', '25 %'],
      ['1 to 2', '75 %'],
    ]);
    expect(distributionTable(distribution).heads).toEqual(['value', 'x', 'x̂', 'x̂ in eval', 'y']);
  });
});
