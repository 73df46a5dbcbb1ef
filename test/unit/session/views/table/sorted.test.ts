import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sorted } from '../../../../../src/session/views/table/sorted.js';
import { tableFilter } from '../../../../../src/session/views/table/tableFilter.js';
import { tableOf } from './tableOf.js';

const byGap = { column: 'gap', descending: true } as const;

describe('the order of the channels', () => {
  it('puts NaN first, then the largest gap of either sign', () => {
    const table = tableOf(5, { gap: Float64Array.of(0.5, -2, NaN, 1, NaN) });
    expect([...sorted(table, { sort: byGap, test: null, range: null })]).toEqual([2, 4, 1, 3, 0]);
  });

  it('keeps NaN first when the order is turned round', () => {
    const table = tableOf(3, { gap: Float64Array.of(2, NaN, 1) });
    const sort = { column: 'gap', descending: false } as const;
    expect([...sorted(table, { sort, test: null, range: null })]).toEqual([1, 2, 0]);
  });

  it('holds every channel of range and filter exactly once, largest first, equals by number', () => {
    const value = fc.oneof(fc.double(), fc.integer({ min: -2, max: 2 }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.nat(30), (values, from) => {
        const table = tableOf(values.length, { mean: Float64Array.from(values) });
        const sort = { column: 'mean', descending: true } as const;
        const order = [...sorted(table, { sort, test: null, range: [from, values.length + 5] })];
        const expected = values
          .map((_, channel) => channel)
          .slice(from)
          .sort((a, b) => {
            const [x, y] = [values[a], values[b]];
            if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x)) || a - b;
            return x === y ? a - b : x < y ? 1 : -1;
          });
        expect(order).toEqual(expected);
      }),
    );
  });

  it('sorts and filters 65,536 channels', () => {
    const channels = 65_536;
    const table = tableOf(channels, {
      gap: Float64Array.from({ length: channels }, (_, channel) => Math.sin(channel * 12.9898) * 43758.5453),
    });
    const parsed = tableFilter('|gap| > 0.5 and var > 0', table, { eps: 1e-5, momentum: 0.1, count: 64, pass: 1 });
    if (!parsed.ok) throw new Error(parsed.message);
    const order = sorted(table, { sort: byGap, test: parsed.test, range: null });
    const gaps = Array.from(order, (channel) => Math.abs(Math.sin(channel * 12.9898) * 43758.5453));
    expect(gaps.length).toBeGreaterThan(channels / 2);
    expect(Math.min(...gaps)).toBeGreaterThan(0.5);
  });
});
