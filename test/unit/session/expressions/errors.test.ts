import { describe, expect, it } from 'vitest';
import { compileCondition, compileExpression, ExpressionError } from '../../../../src/session/expressions/index.js';
import { environmentOf } from './environmentOf.js';

function refusal(act: () => unknown): ExpressionError {
  try {
    act();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('is not refused');
}

describe('what is refused when it is compiled', () => {
  it.each([
    ['', 0, 'column 1: expected a value, found the end'],
    ['gap >', 5, 'column 6: expected a value, found the end'],
    ['gap > 0.25 0.5', 11, 'column 12: expected an operator or the end, found "0.5"'],
    ['(gap', 4, 'column 5: expected ")", found the end'],
    ['|gap > 1', 5, 'column 6: expected "|", found ">"'],
    ['x[3', 3, 'column 4: expected "]", found the end'],
    ['x[]', 2, 'column 3: expected an index or a slice, found "]"'],
    ['gap & 1', 4, 'column 5: expected and, found "&"'],
    ['gap; 1', 3, 'column 4: expected a name, a number or an operator, found ";"'],
    ['0 < gap < 1', 8, 'column 9: comparisons do not chain: write a < b and b < c'],
    ['and', 0, 'column 1: expected a value, found "and"'],
    ['gpa > 1', 0, 'column 1: unknown name "gpa" (expected gap)'],
    ['1 + runing_mean', 4, 'column 5: unknown name "runing_mean" (expected running_mean)'],
    ['loss > 1', 0, 'column 1: unknown name "loss"'],
    ['sqr(gap)', 0, 'column 1: unknown function "sqr" (expected sqrt)'],
    ['gap(3)', 0, 'column 1: gap is a value, not a function (expected a function, found "gap")'],
    ['abs > 3', 0, 'column 1: abs is a function: write abs(…) (expected a name, found "abs")'],
    ['abs()', 4, 'column 5: expected abs(a), found 0 arguments'],
    ['histogram()', 10, 'column 11: expected histogram(a), histogram(a, bins), found 0 arguments'],
    ['abs(gap, 1)', 9, 'column 10: expected abs(a), found 2 arguments'],
    ['1 + (gap > 2)', 5, 'column 6: expected a number or numbers, found booleans'],
    ['gap > 1 and pass', 12, 'column 13: expected a comparison, found a number'],
    ['not gap', 4, 'column 5: expected a comparison, found numbers'],
    ['gap == warning', 7, 'column 8: expected numbers, found booleans'],
    ['warning > 0', 0, 'column 1: expected a number or numbers, found booleans'],
    ['abs(warning)', 4, 'column 5: expected a number or numbers, found booleans'],
    ['pass[0]', 4, 'column 5: a number has no index (found "[")'],
    ['gap[0, 1]', 7, 'column 8: too many indices (expected one, of the channel)'],
    ['gap[warning]', 4, 'column 5: expected a number or numbers, found booleans'],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, 51, 'column 52: nested more than 50 deep'],
    [`1${' + 1'.repeat(501)}`, 2002, 'column 2003: more than 500 operators'],
    ['1'.repeat(4001), 4000, 'column 4001: the text is too long (expected at most 4000 characters, found 4001)'],
  ])('%s', (text, position, message) => {
    const error = refusal(() => compileExpression(text));
    expect([error.position, error.message]).toEqual([position, message]);
  });

  it('has what was expected and what was found as parts of the error', () => {
    const { name, expected, found } = refusal(() => compileExpression('gap > *'));
    expect({ name, expected, found }).toEqual({ name: 'ExpressionError', expected: 'a value', found: '"*"' });
  });

  it('a condition that gives numbers', () => {
    expect(refusal(() => compileCondition('gap - 1')).message).toBe('column 1: expected a comparison, found numbers');
  });
});

describe('what is refused when it is evaluated', () => {
  it.each([
    ['1 + momentum', 4, 'column 5: momentum has no value here'],
    ['gap[3]', 4, 'column 5: expected an index from -3 to 2, found 3'],
    ['gap[-4]', 4, 'column 5: expected an index from -3 to 2, found -4'],
    ['gap[0.5]', 4, 'column 5: expected a whole number, found 0.5'],
    ['gap[mean]', 4, 'column 5: expected a whole number, found numbers of shape [3]'],
    ['gap[::0]', 6, 'column 7: expected a step of at least 1, found 0'],
    ['gap[::-1]', 6, 'column 7: expected a step of at least 1, found -1'],
    ['x[0, 0, 0, 0]', 0, 'column 1: too many indices (expected at most 3 for shape [2, 3, 4], found 4)'],
    ['3 + (gap[1:] - mean)', 5, 'column 6: two arrays of different shapes (expected [2], found [3])'],
    ['gap[1:1][0]', 9, 'column 10: expected an axis that is not empty, found 0'],
    ['max(gap[1:1])', 4, 'column 5: max of no elements'],
  ])('%s', (text, position, message) => {
    const error = refusal(() => compileExpression(text).evaluate(environmentOf()));
    expect([error.position, error.message]).toEqual([position, message]);
  });
});
