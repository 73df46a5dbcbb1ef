import { describe, expect, it } from 'vitest';
import type { EmulatedNumber } from '../../../../../src/session/index.js';
import { emulatedSentence, lostText } from '../../../../../webview/views/channelNumbers/emulatedTable.js';

describe('what was lost', () => {
  const numbers = (
    given: Partial<Record<EmulatedNumber['quantity'], readonly [exact: number, emulated: number]>>,
  ): EmulatedNumber[] =>
    Object.entries(given).map(([quantity, [exact, emulated]]) => ({
      quantity: quantity as EmulatedNumber['quantity'],
      values: Float64Array.of(exact, emulated, 0),
    }));

  it('is none, some digits, or all', () => {
    expect([0, 2.34, 7.0, Math.log10(2 ** 24)].map(lostText)).toEqual(['none', '2.3', '7.0', 'all']);
  });

  it('is said in words', () => {
    expect(emulatedSentence(numbers({ 'batch-variance': [1, -16], 'output-sigma': [1, NaN] }))).toMatch(/negative/);
    expect(emulatedSentence(numbers({ 'batch-variance': [1e-4, 0], 'output-sigma': [1, 3] }))).toMatch(
      /collapsed to 0/,
    );
    expect(emulatedSentence(numbers({ 'running-variance': [9e4, Infinity] }))).toMatch(/divides by ∞/);
    expect(emulatedSentence(numbers({ 'output-sigma': [1, NaN] }))).toMatch(/is NaN/);
    expect(emulatedSentence(numbers({ 'batch-variance': [1, 1.0001] }))).toBeNull();
  });
});
