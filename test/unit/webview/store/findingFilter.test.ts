import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../src/session/index.js';
import { passesFilter } from '../../../../webview/store/findingFilter.js';

const finding = (change: Partial<Finding>): Finding => ({
  rule: 'train-eval-gap',
  severity: 'warning',
  pass: 8,
  lastPass: 12,
  known: 8,
  label: 'drift',
  message: '',
  remedy: '',
  weight: 1,
  ...change,
});
const isListed = (text: string, change: Partial<Finding>): boolean =>
  passesFilter(finding(change), { text, hidden: [] });

describe('a filter of findings', () => {
  it.each([
    ['', true],
    ['   ', true],
    ['DRIFT', true],
    ['eval-g', true],
    ['nan', false],
    ['nan drift', true],
    ['37', true],
    ['3', false],
    ['40-30', true],
    ['38–40', false],
    ['nan, 37', false],
    ['drift 1, 37', true],
  ])('%j lists a drift of channel 37: %s', (text, listed) => {
    expect(isListed(text, { channel: 37 })).toBe(listed);
  });

  it('looks for a channel among those that share a finding', () => {
    const channels = Uint32Array.of(2, 9);
    expect([isListed('9', { channels }), isListed('3-8', { channels })]).toEqual([true, false]);
  });

  it('finds every channel in a finding about all', () => {
    expect(isListed('5', {})).toBe(true);
  });

  it('leaves out severities that are hidden, whatever is searched', () => {
    const isLeft = (severity: Finding['severity']): boolean =>
      passesFilter(finding({ severity }), { text: 'drift', hidden: ['warning'] });
    expect([isLeft('warning'), isLeft('error')]).toEqual([false, true]);
  });
});
