import { describe, expect, test } from 'vitest';
import { RULES } from '../../../../src/session/findings/rules/index.js';
import { checkedThresholds, findingsOf } from '../../../../src/session/index.js';
import { exampleSession, normalBatch, type Example } from '../views/exampleSession.js';

describe('the setting', () => {
  test('may be absent, or empty', () => {
    for (const setting of [undefined, null, {}]) expect(checkedThresholds(setting).problems).toEqual([]);
  });

  test('takes every threshold of every rule', () => {
    const setting = Object.fromEntries(
      RULES.filter(({ thresholds }) => Object.keys(thresholds).length > 0).map(({ id, thresholds }) => [
        id,
        Object.fromEntries(Object.keys(thresholds).map((name) => [name, 3])),
      ]),
    );
    expect(checkedThresholds(setting)).toEqual({ thresholds: setting, problems: [] });
  });

  test('is refused entry by entry, with a sentence for each; what is right counts', () => {
    const { thresholds, problems } = checkedThresholds({
      'train-eval-gap': { meanGap: 'high', spreadFactor: -1, settledGap: 0.1, mean: 1, sigma: 1 },
      'train-eval-gaps': { meanGap: 1 },
      'one-value-per-channel': {},
      'not-converged': [],
      'swapped-statistics': 3,
    });
    expect(thresholds['train-eval-gap']).toMatchObject({ meanGap: 0.25, spreadFactor: 1.25, settledGap: 0.1 });
    const names = Object.keys(RULES.find(({ id }) => id === 'train-eval-gap')?.thresholds ?? {}).join(', ');
    expect(problems.toSorted()).toEqual(
      [
        'one-value-per-channel: there is no such rule with thresholds',
        'swapped-statistics: expected an object',
        'train-eval-gap, mean: there is no such threshold, only ' + names,
        'train-eval-gap, meanGap: expected a number from 0 on',
        'train-eval-gap, sigma: there is no such threshold, only ' + names,
        'train-eval-gap, spreadFactor: expected a number from 0 on',
        'train-eval-gaps: there is no such rule with thresholds',
      ].map((problem) => `batchnorm.findings.thresholds, ${problem}; the default counts`),
    );
  });

  test('is refused as a whole where it is no object', () => {
    expect(checkedThresholds('high')).toEqual({
      thresholds: {},
      problems: ['batchnorm.findings.thresholds: expected an object; the default counts'],
    });
  });

  test('says a name that is not a name as text', () => {
    const [problem] = checkedThresholds({ ['a\u202e\nb'.repeat(100)]: 1 }).problems;
    expect(problem).not.toMatch(/[\n\u202e]/);
    expect(problem.length).toBeLessThan(500);
  });
});

describe('the setting for rules', () => {
  const off = (switches: unknown) => checkedThresholds({}, switches);

  test('switches a rule off by false or "off", and leaves it on by true or "on"', () => {
    const { thresholds, problems } = off({ 'zero-variance': false, 'not-converged': 'off', 'train-eval-gap': 'on' });
    expect(thresholds).toMatchObject({ 'zero-variance': false, 'not-converged': false });
    expect(thresholds['train-eval-gap']).toBeUndefined();
    expect(problems).toEqual([]);
  });

  test('is refused entry by entry', () => {
    expect(off({ 'zero-variance': 0, 'zero-variances': false }).problems.toSorted()).toEqual([
      'batchnorm.findings.rules, zero-variance: expected true, false, "on" or "off"; the default counts',
      'batchnorm.findings.rules, zero-variances: there is no such rule; the default counts',
    ]);
    expect(off('off').problems).toEqual(['batchnorm.findings.rules: expected an object; the default counts']);
  });
});

describe('findings go by it', () => {
  const settled = Array.from({ length: 60 }, (_, i): Example => ['train', normalBatch([64, 3, 4, 4], i + 1)]);
  const off: Example = ['eval', normalBatch([64, 3, 4, 4], 99, (c) => (c === 1 ? 0.8 : 0))];
  const { session } = exampleSession([...settled, off]);
  const gaps = (setting: unknown) =>
    findingsOf({ ...session, thresholds: checkedThresholds(setting).thresholds }).filter(
      ({ rule }) => rule === 'train-eval-gap',
    );

  test('also where the passes were looked at before', () => {
    expect(findingsOf(session)).toMatchObject([{ rule: 'train-eval-gap', channel: 1, pass: 60 }]);
    expect(gaps({ 'train-eval-gap': { meanGap: 1 } })).toEqual([]);
    expect(gaps({ 'not-converged': { meanGap: 1 } })).toEqual(findingsOf(session));
  });

  test('a rule that is switched off tells nothing', () => {
    const { thresholds } = checkedThresholds({}, { 'train-eval-gap': false });
    expect(findingsOf({ ...session, thresholds }).filter(({ rule }) => rule === 'train-eval-gap')).toEqual([]);
  });

  test('and say it', () => {
    const early = exampleSession(
      Array.from({ length: 10 }, (_, i): Example => ['train', normalBatch([64, 3, 4, 4], i + 1, () => 0.5)]),
    ).session;
    const found = (meanGap: number) =>
      findingsOf({ ...early, thresholds: checkedThresholds({ 'not-converged': { meanGap } }).thresholds }).length;
    expect([found(0.1), found(0.5)]).toEqual([1, 0]);
  });
});
