import { describe, expect, test } from 'vitest';
import type { ExpectedComparison, RankedRule, RuleGroup } from '../../../../../src/session/index.js';
import { chosenExpectation, rankCorrelation } from '../../../../../webview/views/check/checkModel.js';
import { differencesFrom, othersText, useText, verdict } from '../../../../../webview/views/check/checkText.js';

const one = (
  pass: number,
  passed: boolean,
  error = 0.5,
  of: ExpectedComparison['of'] = 'output',
): ExpectedComparison => ({
  pass,
  mode: 'train',
  batch: 'b.npy',
  of,
  passed,
  maxAbsError: Float64Array.of(error),
  rtol: 1e-5,
  atol: 1e-8,
});
const rule: RankedRule = {
  key: 'keras',
  name: 'Keras 3',
  storedVar: 'biased',
  eps: 1e-3,
  momentum: 0.9,
  isOwn: false,
  agrees: true,
  maxAbsError: Float64Array.of(0),
  output: new Float64Array(),
  state: new Float64Array(),
  apply: { convention: 'keras', eps: 1e-3, momentum: 0.9 },
};

describe('the page of what is expected', () => {
  test('is about the shown pass, else about the first that fails', () => {
    const list = [one(0, true), one(1, false), one(2, true), one(2, true, 0, 'state')];
    expect(chosenExpectation(list, { checkedOf: 'state' }, 2)?.of).toBe('state');
    expect(chosenExpectation(list, { checkedOf: 'state' }, 0)).toBe(list[0]);
    expect(chosenExpectation(list, { checkedOf: 'output' }, 7)).toBe(list[1]);
    expect(chosenExpectation([], { checkedOf: 'output' }, 0)).toBeUndefined();
  });

  test('says how many agree', () => {
    expect(verdict([one(0, true, 9.5e-7), one(1, true, 1e-8)])).toBe('All 2 passes agree to 9.5e−7.');
    expect(verdict([one(0, true, 0)])).toBe('The pass agrees exactly.');
    expect(verdict([one(0, false), one(1, false)])).toBe('None of 2 passes agrees.');
    expect(verdict([one(0, false), one(0, true, 0, 'state')])).toBe('1 of 2 comparisons does not agree.');
  });

  test('says what the rule has otherwise, and what the button does', () => {
    const settings = { eps: 1e-5, momentum: 0.1, conventionKey: 'pytorch' };
    const own: RankedRule = { ...rule, key: 'pytorch', storedVar: 'unbiased', isOwn: true };
    expect(differencesFrom(rule, settings, own)).toEqual([
      { strong: 'eps 0.001', rest: ', not 1e-5' },
      { strong: 'the biased variance stored', rest: '' },
    ]);
    expect(useText(rule, settings)).toBe('Keras 3, eps 0.001, momentum 0.9');
    expect(useText({ ...rule, momentum: null, apply: { eps: 1e-3 } }, settings)).toBe('eps 0.001');
  });

  test('says which names one rule has, and which batch tells others from it', () => {
    const group: RuleGroup = {
      rules: [rule],
      others: [
        { names: ['Textbook', 'Flax'], toldBy: null },
        { names: ['Keras 2.3'], toldBy: 'a train batch of 2 values per channel' },
      ],
    };
    expect(othersText(group, true)).toEqual([
      'with Textbook and Flax: one rule, no batch tells them apart',
      'Keras 2.3: a train batch of 2 values per channel would tell',
    ]);
    expect(othersText(group, false)).toEqual(['with Textbook, Flax and Keras 2.3']);
  });

  test('sees errors that grow as variances fall', () => {
    expect(rankCorrelation([1, 2, 3, 4, 5], [9, 7, 3, 2, 1])).toBeCloseTo(-1, 12);
    expect(rankCorrelation([1, 2], [2, 1])).toBe(0);
  });
});
