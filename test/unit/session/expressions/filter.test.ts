import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../../src/session/expressions/index.js';
import { environmentOf } from './environmentOf.js';

function kept(text: string): number[] {
  const test = compileFilter(text)?.(environmentOf());
  return [0, 1, 2].filter((channel) => test?.(channel) ?? true);
}

describe('a filter', () => {
  it.each<[string, number[]]>([
    ['gap > mean(gap)', [0, 1]],
    ['running_var > 2 * running_mean', [0, 1, 2]],
    ['(0 or 2) and gap > 0', [0]],
    ['not 1', [0, 2]],
    ['not (1-2)', [0]],
    ['((1)), gap > 0', [1]],
    ['(1-2, gap > 0) or nan', [1, 2]],
    ['not nan', [0, 1]],
    ['channel % 2 == 0', [0, 2]],
    ['# == argmax(mean)', [2]],
    ['max == inf or min == -inf', [2]],
    ['warning || gap < 0', [1, 2]],
    ['WARNING', [1]],
    ['pass > 12', [0, 1, 2]],
    ['pass > 12 and any(gap > 5)', []],
    ['max(x) > 3', [0, 1, 2]],
    ['gap > (3 - 2.5)', [0]],
    ['gap > (2) - 1.5', [0]],
    ['2-1', []],
  ])('%s', (text, channels) => {
    expect(kept(text)).toEqual(channels);
  });

  it('is none of spaces', () => {
    expect(compileFilter(' \t')).toBeNull();
  });

  it.each([
    ['gap', 'column 1: expected a comparison, found numbers'],
    ['37 and gap', 'column 8: expected a comparison, found numbers'],
    ['3 - 4 - 5', 'column 1: expected a comparison, found a number'],
    ['gap > 30..40', 'column 9: expected an operator or the end, found ".."'],
    [
      'gap[1:] > 0',
      'column 1: expected one truth for every channel, or one for all: any(…), all(…), found booleans of some',
    ],
    ['x > 0', 'column 1: expected one truth for every channel, or one for all: any(…), all(…), found booleans of some'],
    ['1, , 2', 'column 4: expected a value, found ","'],
  ])('is not %s', (text, message) => {
    expect(() => compileFilter(text)).toThrow(message);
  });

  it('is refused when an index is not in the table', () => {
    expect(() => compileFilter('gap > gap[3]')?.(environmentOf())).toThrow('expected an index from -3 to 2, found 3');
  });
});
