import { describe, expect, it } from 'vitest';
import { arrayOf, compileCondition, compileExpression } from '../../../../src/session/expressions/index.js';
import { environmentOf, passOf3, plain } from './environmentOf.js';

const evaluated = (text: string): unknown => plain(compileExpression(text).evaluate(environmentOf()));
const shapeOf = (text: string): unknown => {
  const value = compileExpression(text).evaluate(environmentOf());
  return typeof value === 'object' ? value.shape : typeof value;
};

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['pass', 13],
    ['mean', [1, 2, 6]],
    ['running_mean + 1', [1, 2, 3]],
    ['gap * gap', [1, 0.25, 4]],
    ['-gap', [-1, -0.5, 2]],
    ['|gap| > 0.75', [true, false, true]],
    ['abs(gap) >= 1 and gamma > 0', [true, false, false]],
    ['not (gap > 0) or channel == 0', [true, false, true]],
    ['sqrt(running_var)', [1, 2, 3]],
    ['isnan(var)', [false, false, true]],
    ['isinf(min)', [false, false, true]],
    ['isfinite(min)', [true, true, false]],
    ['warning == true', [false, true, false]],
    ['(mean - running_mean) / sqrt(running_var)', [1, 0.5, 4 / 3]],
    ['7 % 3 == 1 and -7 % 3 == 2', true],
    ['-2 ** 2', -4],
    ['2 ** 3 ** 2', 512],
    ['2 ** -1', 0.5],
    ['0x10 + 1e−1 + .5 + 5.', 21.6],
    ['1 ** nan', 1],
    ['-inf', -Infinity],
  ])('%s', (text, value) => {
    expect(evaluated(text)).toEqual(value);
  });

  it('knows names by any letter case, with spaces, and by their other spellings', () => {
    for (const text of ['running mean', 'runningMean', 'RUNNING_MEAN']) expect(evaluated(text)).toEqual([0, 1, 2]);
    for (const text of ['batch variance', 'variance', 'Var']) expect(evaluated(text)).toEqual([4, 0, NaN]);
    for (const text of ['weight', 'γ', 'gamma']) expect(evaluated(text)).toEqual([1, 1, -1]);
    for (const text of ['non-finite', 'nonfinite', 'nonFinite']) expect(evaluated(text)).toEqual([0, 0, 3]);
  });

  it.each<[string, unknown]>([
    ['sum(gap)', -0.5],
    ['sum(gap > 0)', 2],
    ['mean(gap > 0) * 3', 2],
    ['mean(x)', 11.5],
    ['var(x)', 50],
    ['std(running_mean)', 1],
    ['std(3)', NaN],
    ['min(gap)', -2],
    ['max(gap)', 1],
    ['max(var)', NaN],
    ['argmax(var)', 2],
    ['argmin(gap)', 2],
    ['argmax(x)', 23],
    ['max(gap, 0)', [1, 0.5, 0]],
    ['min(mean, running_mean)', [0, 1, 2]],
    ['any(gap < -1)', true],
    ['all(gap > -1)', false],
    ['any(nonFinite)', true],
    ['sum(gap[1:1])', 0],
    ['mean(gap[1:1])', NaN],
    ['histogram(x)', [3, 2, 2, 3, 2, 2, 3, 2, 2, 3]],
    ['histogram(x, 2)', [12, 12]],
    ['histogram(x[0] / 0, 3)', [0, 0, 0]],
    ['histogram(7)[5]', 1],
    ['sum(histogram(var))', 2],
    ['any(gap[1:1] > 0) or not all(gap[1:1] > 0)', false],
  ])('reduces %s', (text, value) => {
    expect(evaluated(text)).toEqual(value);
  });

  it('has the variance of values far from 0, and of those that overflow when squared', () => {
    const shifted = environmentOf({ mean: arrayOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]) });
    expect(compileExpression('var(mean)').evaluate(shifted)).toBe(30);
    const infinite = environmentOf({ mean: arrayOf([1, Infinity]) });
    expect(compileExpression('sum(mean)').evaluate(infinite)).toBe(Infinity);
  });

  it('loses no small number beside a large one in a sum', () => {
    const far = environmentOf({ mean: arrayOf([1, 1e100, 1, -1e100]) });
    expect(compileExpression('sum(mean)').evaluate(far)).toBe(2);
  });

  it.each<[string, unknown, unknown]>([
    ['running_var[1]', 4, 'number'],
    ['running_var[-1]', 9, 'number'],
    ['running_var[argmax(gap) + 1]', 4, 'number'],
    ['running_var[1:]', [4, 9], [2]],
    ['running_var[:-1]', [1, 4], [2]],
    ['running_var[::2]', [1, 9], [2]],
    ['running_var[1:20]', [4, 9], [2]],
    ['running_var[2:1]', [], [0]],
    ['x[1, 2, 3]', 23, 'number'],
    ['x[-1, 0]', [12, 13, 14, 15], [4]],
    ['x[:, 1, -1]', [7, 19], [2]],
    ['x[:, 1:, ::3]', [4, 7, 8, 11, 16, 19, 20, 23], [2, 2, 2]],
    ['x[1][2][3]', 23, 'number'],
    ['x[1:][0, 1:][0, 2]', 18, 'number'],
    ['(x > 21)[1, 2]', [false, false, true, true], [4]],
    ['x[:, 1] - mean[1]', [2, 3, 4, 5, 14, 15, 16, 17], [2, 4]],
  ])('takes %s', (text, value, shape) => {
    expect(evaluated(text)).toEqual(value);
    expect(shapeOf(text)).toEqual(shape);
  });
});

describe('a condition', () => {
  const holds = (text: string): boolean => compileCondition(text).holds(environmentOf());

  it('holds for an array where any element is true', () => {
    expect(holds('|gap| > 1.5')).toBe(true);
    expect(holds('|gap| > 2')).toBe(false);
    expect(holds('pass == 13')).toBe(true);
    expect(holds('all(|gap| > 1.5)')).toBe(false);
    expect(holds('isnan(running_var)')).toBe(false);
  });

  it('leaves what is settled before unasked, so that a name may be guarded', () => {
    expect(() => holds('momentum > 0')).toThrow('momentum has no value here');
    expect(holds('pass < 3 and momentum > 0')).toBe(false);
    expect(holds('pass > 3 or momentum > 0')).toBe(true);
  });

  it('says which names it uses before it is evaluated', () => {
    expect([...compileCondition('weight > 0 and max(x[:, argmax(|gap|)]) > 3 or nan == 1').names].sort()).toEqual(
      ['gamma', 'gap', 'x'].sort(),
    );
  });

  it('asks an environment for what it names and nothing else', () => {
    const asked: string[] = [];
    compileCondition('gap > 3 * eps').holds({ lookup: (name) => (asked.push(name), passOf3[name]) });
    expect(asked.sort()).toEqual(['eps', 'gap']);
  });
});
