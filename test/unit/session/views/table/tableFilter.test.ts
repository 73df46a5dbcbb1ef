import { describe, expect, it } from 'vitest';
import { tableFilter } from '../../../../../src/session/views/table/tableFilter.js';
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
const read = (text: string) => tableFilter(text, table, scalars);

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
    ['gap > mean(gap) + 2.4', [49]],
    ['spread < 0.01', [5]],
    ['var < 2 * eps and not error', [5]],
    ['count == 64 and pass == 3 and momentum < 1 and # < 2', [0, 1]],
    ['(22 or 29) and not (warning, max = 1)', [22]],
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

  it('names the column of what is wrong, and repeats no more of a long text than fits', () => {
    const parsed = read(`${'37 or '.repeat(40)}gap > gap[99]`);
    expect(parsed).toEqual({
      ok: false,
      message: `"${'37 or '.repeat(10)}…" is not a filter. Try 37, 30-40, |gap| > 0.5, var < 1e-3, nan, warning; join with "and" or "or". At column 251: expected an index from -50 to 49, found 99`,
    });
  });

  it('may name what is not known of this pass, and is told so', () => {
    expect(read('num_batches_tracked > 3')).toMatchObject({ ok: false });
    expect(tableFilter('momentum > 0', table, { ...scalars, momentum: null })).toMatchObject({ ok: false });
  });
});
