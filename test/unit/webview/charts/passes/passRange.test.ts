import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { panPasses, zoomPasses } from '../../../../../webview/charts/passes/passRange.js';

describe('zooming the passes axis', () => {
  it('keeps the pass under the mouse where it is', () => {
    expect(zoomPasses(null, 101, 50, 0.5)).toEqual([25, 76]);
    expect(zoomPasses(null, 100, 0, 0.5)).toEqual([0, 50]);
    expect(zoomPasses(null, 100, 99, 0.5)).toEqual([50, 100]);
  });

  it('ends at all passes, which is no range', () => {
    expect(zoomPasses([10, 90], 100, 50, 2)).toBeNull();
  });

  it('always changes something, and stays inside the program', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 5000 }), fc.nat(), fc.nat(), fc.nat(), (total, a, length, focus) => {
        const from = a % (total - 2);
        const to = from + 2 + (length % (total - from - 1));
        const range = [from, to] as const;
        fc.pre(to <= total);
        const closer = zoomPasses(range, total, from + (focus % (to - from)), 0.8) ?? [0, total];
        expect(closer[0]).toBeGreaterThanOrEqual(0);
        expect(closer[1]).toBeLessThanOrEqual(total);
        expect(closer[1] - closer[0]).toBe(Math.max(2, Math.min(to - from - 1, Math.round((to - from) * 0.8))));
      }),
    );
  });

  it('moves a range up to the ends', () => {
    expect(panPasses([10, 20], 100, -3)).toEqual([7, 17]);
    expect(panPasses([10, 20], 100, 500)).toEqual([90, 100]);
    expect(panPasses(null, 100, 5)).toBeNull();
  });
});
