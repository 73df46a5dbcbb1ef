import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initPass, passAxis } from '../../../../../webview/charts/passes/passAxis.js';
import { seenPasses } from '../../../../../webview/views/runningAverages/seenPasses.js';

const none = () => 0;

describe('the passes that are seen', () => {
  it('are all of them where each has a column of its own', () => {
    const axis = passAxis(592, 5, null);
    expect(seenPasses(axis, { from: initPass, to: 5, value: none, reach: none })).toEqual([-1, 0, 1, 2, 3, 4]);
  });

  it('are those of one kind', () => {
    const axis = passAxis(592, 6, null);
    const has = (pass: number) => pass % 2 === 1;
    expect(seenPasses(axis, { from: 0, to: 6, has, value: none, reach: none })).toEqual([1, 3, 5]);
  });

  it('are no more than a few a column, however many passes there are, with all that stands out', () => {
    const number = fc.oneof({ weight: 9, arbitrary: fc.double({ min: -9, max: 9, noNaN: true }) }, fc.constant(NaN));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, fc.double({ min: 0, max: 3, noNaN: true })), { minLength: 60 }),
        (points) => {
          const axis = passAxis(162, points.length, null);
          const value = (pass: number) => points[pass][0];
          const reach = (pass: number) => points[pass][1];
          const seen = seenPasses(axis, { from: 0, to: points.length, value, reach });
          expect(seen.length).toBeLessThanOrEqual(7 * axis.passColumns);
          expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
          const ends = (passes: readonly number[]) => {
            const finite = passes.filter((pass) => !Number.isNaN(value(pass)));
            return [
              Math.min(...finite.map(value)),
              Math.max(...finite.map(value)),
              Math.min(...finite.map((pass) => value(pass) - reach(pass))),
              Math.max(...finite.map((pass) => value(pass) + reach(pass))),
              passes.length - finite.length > 0,
            ];
          };
          expect(ends(seen)).toEqual(ends(points.map((_, pass) => pass)));
        },
      ),
    );
  });
});
