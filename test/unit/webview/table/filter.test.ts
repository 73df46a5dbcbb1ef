import { describe, expect, it } from 'vitest';
import { filterTable } from '../../../../webview/table/filter.js';
import { tableOf } from './tableOf.js';

const table = tableOf(50, {
  gap: Float64Array.from({ length: 50 }, (_, channel) => (channel - 25) / 10),
  var: Float64Array.from({ length: 50 }, (_, channel) => (channel === 5 ? 0 : 1)),
  runningMean: Float64Array.from({ length: 50 }, (_, channel) => (channel === 22 ? NaN : 0)),
  max: Float64Array.from({ length: 50 }, (_, channel) => (channel === 8 ? Infinity : 1)),
  mean: Float64Array.from({ length: 50 }, (_, channel) => (channel === 8 ? Infinity : channel)),
  severity: Uint8Array.from({ length: 50 }, (_, channel) => (channel === 22 ? 3 : channel === 29 ? 2 : 0)),
});

const scalars = { eps: 1e-5, momentum: 0.1, count: 64, pass: 3 };
const read = (text: string) => filterTable(text, table, scalars);

function kept(text: string): number[] {
  const parsed = read(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return Array.from({ length: 50 }, (_, channel) => channel).filter((channel) => parsed.test?.(channel) ?? true);
}

describe('the table filter', () => {
  it.each([
    ['37', [37]],
    ['3', [3, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]],
    ['# = 3', [3]],
    ['channel >= 48', [48, 49]],
    ['10-12', [10, 11, 12]],
    ['10..12', [10, 11, 12]],
    ['|gap| > 2.35', [0, 1, 49]],
    ['gap > 2.35', [49]],
    ['gap < −2.35', [0, 1]],
    ['| gap |>=2.5', [0]],
    ['var < 1e-3', [5]],
    ['running mean = 0 and # < 2', [0, 1]],
    ['running_var>1', []],
    ['nan', [22]],
    ['inf', [8]],
    ['error', [22]],
    ['warnings', [29]],
    ['finding', [22, 29]],
    ['nan or 37', [22, 37]],
    ['4, gap > 2.3', [49]],
    ['4 and gap > 2.3 or 22', [22, 49]],
  ])('reads %s', (text, channels) => {
    expect(kept(text)).toEqual(channels);
  });

  it('is no test when empty', () => {
    expect(read('  ')).toEqual({ ok: true, test: null });
  });

  it.each(['gap >', 'foo < 3', '|gap > 3', 'gap > three', 'and', '37 and', 'gap > 1 > 2', '<script>'])(
    'refuses %s and names the part',
    (text) => {
      const parsed = read(text);
      expect(parsed.ok).toBe(false);
      expect(!parsed.ok && parsed.message).toContain('is not a filter. Try 37');
    },
  );
});
