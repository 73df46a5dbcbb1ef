import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnCentre,
  columnLeft,
  columnOf,
  initPass,
  isOnAxis,
  passAt,
  passAxis,
  passesBetween,
  passLabels,
  passesLeft,
} from '../../../../../webview/charts/passes/passAxis.js';

const axes = fc
  .record({ width: fc.integer({ min: 160, max: 1600 }), passes: fc.integer({ min: 0, max: 9000 }) })
  .chain(({ width, passes }) =>
    fc
      .tuple(fc.nat(passes), fc.nat(passes))
      .map(([a, b]) => (a === b ? null : ([Math.min(a, b), Math.max(a, b)] as const)))
      .map((zoom) => passAxis(width, passes, zoom)),
  );

describe('the passes axis', () => {
  it('has the columns of the pictures: 592 px, init and 13 passes, 31 px each', () => {
    const axis = passAxis(592, 13, null);
    expect(axis).toMatchObject({ columnWidth: 31, left: 44, right: 44 + 14 * 31, hasInit: true });
    expect(columnLeft(axis, initPass)).toBe(44);
    expect(columnLeft(axis, 10)).toBe(44 + 11 * 31);
  });

  it('does not stretch a few passes over the whole width', () => {
    expect(passAxis(592, 1, null).columnWidth).toBe(64);
  });

  it('leaves out the initial state when zoomed past it', () => {
    const axis = passAxis(592, 100, [40, 60]);
    expect(axis.hasInit).toBe(false);
    expect(isOnAxis(axis, initPass)).toBe(false);
    expect([39, 40, 59, 60].map((pass) => isOnAxis(axis, pass))).toEqual([false, true, true, false]);
  });

  it('has columns of whole pixels that stay inside the plot', () => {
    fc.assert(
      fc.property(axes, (axis) => {
        expect(Number.isInteger(axis.columnWidth)).toBe(true);
        expect(axis.passColumns).toBeLessThanOrEqual(axis.to - axis.from);
        if (axis.to > axis.from) {
          expect(columnLeft(axis, axis.to - 1) + axis.columnWidth).toBe(axis.right);
          expect(columnLeft(axis, axis.from)).toBe(passesLeft(axis));
        }
      }),
    );
  });

  it('finds a pass in the column that the overview puts it in', () => {
    fc.assert(
      fc.property(axes, fc.nat(), (axis, seed) => {
        fc.pre(axis.passColumns > 0);
        const pass = axis.from + (seed % (axis.to - axis.from));
        const column = columnOf(axis, pass);
        const begins = (of: number): number => axis.from + Math.floor((of * (axis.to - axis.from)) / axis.passColumns);
        expect(begins(column)).toBeLessThanOrEqual(pass);
        expect(begins(column + 1)).toBeGreaterThan(pass);
      }),
    );
  });

  it('gives back the pass whose column was pointed at', () => {
    const axis = passAxis(592, 13, null);
    for (let pass = initPass; pass < 13; pass++) expect(passAt(axis, columnCentre(axis, pass))).toBe(pass);
    expect(passAt(axis, 43)).toBeNull();
    expect(passAt(axis, axis.right)).toBeNull();
  });

  it('turns a brush into the passes that it touches', () => {
    const axis = passAxis(592, 13, null);
    expect(passesBetween(axis, columnCentre(axis, 7), columnCentre(axis, 3))).toEqual([3, 8]);
    expect(passesBetween(axis, -50, columnCentre(axis, 2))).toEqual([0, 3]);
    expect(passesBetween(axis, 45, 50)).toBeNull();
  });
});

describe('labels of the passes axis', () => {
  it('name every pass where there is room', () => {
    const labels = passLabels(passAxis(592, 13, null), 10);
    expect(labels.map(({ text }) => text)).toEqual(['init', ...Array.from({ length: 13 }, (_, i) => String(i + 1))]);
  });

  it('thin out to round passes, and keep the shown one', () => {
    const labels = passLabels(passAxis(592, 600, null), 300).map(({ text }) => text);
    expect(labels).toContain('301');
    expect(labels).not.toContain('300');
    expect(labels.filter((text) => text !== 'init' && text !== '301').every((text) => Number(text) % 50 === 0)).toBe(
      true,
    );
  });

  it('never overlap', () => {
    fc.assert(
      fc.property(axes, fc.option(fc.nat(9000), { nil: null }), (axis, shown) => {
        const labels = passLabels(axis, shown).toSorted((a, b) => a.x - b.x);
        for (let i = 1; i < labels.length; i++) {
          const needed = 3 * (labels[i].text.length + labels[i - 1].text.length);
          expect(labels[i].x - labels[i - 1].x).toBeGreaterThanOrEqual(needed);
        }
      }),
    );
  });
});
