import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../../src/session/findings/rules/index.js';

/** The contract's ids: those of rules that look at several layers or at recordings among them. */
const ids = [
  'amplifying-channel',
  'between-batch-variance',
  'cancellation',
  'channel-axis',
  'dead-channel',
  'distribution-shift',
  'eps-dominates',
  'expected-differs',
  'frozen-moved',
  'half-overflow',
  'misread-state',
  'mode-shift',
  'momentum-inverted',
  'negative-variance',
  'never-updated',
  'non-finite-input',
  'non-finite-state',
  'not-converged',
  'one-value-per-channel',
  'outlier-batch',
  'padding',
  'ranks-disagree',
  'repeated-batch',
  'small-batch',
  'small-last-batch',
  'stale-statistics',
  'swapped-statistics',
  'train-eval-gap',
  'two-populations',
  'update-count',
  'wrong-mode',
  'zero-variance',
];

test('every rule has a page, and every page a rule of the contract', () => {
  expect(readdirSync('media/findings').sort()).toEqual(ids.map((id) => `${id}.md`));
  expect(ids).toEqual(expect.arrayContaining(RULES.map(({ id }) => id)));
});

test('the pages ship with the extension', () => {
  expect(readFileSync('.vscodeignore', 'utf8').split('\n')).toContain('!media/**');
});

describe.each(ids)('the page of %s', (id) => {
  const text = readFileSync(`media/findings/${id}.md`, 'utf8');

  test('says what it means, how it comes about, what to do, and where that is from', () => {
    expect(text).toMatch(new RegExp(`^# .+\n\n\`${id}\` · (error|warning)\n\n[A-Zγ]`));
    expect(text.match(/^## .+$/gm)).toEqual(['## How it comes about', '## What to do', '## Sources']);
    expect(text.split('## Sources')[1]).toMatch(/^\n\n- .*https?:\/\//);
  });
});
