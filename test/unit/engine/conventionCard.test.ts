import { describe, expect, it } from 'vitest';
import { cardOf, conventionNamed, conventions, differencesOf, overrideConvention } from '../../../src/engine/index.js';

const pytorch = conventionNamed('pytorch');

describe('a card', () => {
  it('says the rule in words and formulas, and where it is written down', () => {
    const card = cardOf(conventionNamed('keras'), pytorch);
    expect(card.rule).toMatch(/^Stores the biased variance/);
    expect(card.stages.at(-2)?.formula).toBe('m·old + (1 − m)·μ');
    expect(card.source).toContain('keras/src/layers/normalization/batch_normalization.py');
    expect(card.differences).toEqual([
      { field: 'channelAxis', label: 'channel axis', ours: 'last', theirs: '1' },
      { field: 'eps', label: 'eps', ours: '0.001', theirs: '1e-5' },
      { field: 'storedVar', label: 'stored variance', ours: 'biased', theirs: 'unbiased' },
      { field: 'momentum', label: 'weight of a new batch', ours: '0.01', theirs: '0.1' },
      { field: 'oneValue', label: 'one value per channel', ours: 'computed', theirs: 'refused' },
    ]);
  });

  it('of a convention beside itself has no differences', () => {
    for (const convention of conventions) expect(differencesOf(convention, convention)).toEqual([]);
  });
});

it('a momentum read the other way round is a difference only where the weight is another', () => {
  const asOld = overrideConvention(pytorch, { momentumWeighs: 'old', momentum: 0.9 });
  expect(differencesOf(asOld, pytorch)).toEqual([]);
  const misread = overrideConvention(pytorch, { momentum: 0.9 });
  expect(differencesOf(misread, pytorch)).toMatchObject([{ field: 'momentum', ours: '0.9', theirs: '0.1' }]);
});

it('linear-projection parts from PyTorch at its first rule', () => {
  expect(differencesOf(conventionNamed('linear-projection'), pytorch)[0]).toMatchObject({ field: 'statisticsAxes' });
});
