import { describe, expect, it } from 'vitest';
import type { EmulatedNumber } from '../../../../../src/session/index.js';
import { arithmeticOptions, offersArithmetic } from '../../../../../webview/views/settings/emulationOptions.js';
import { emulatedSentence, lostText } from '../../../../../webview/views/channelNumbers/emulatedTable.js';
import { snapshotOf } from '../../store/fakeLink.js';

const { settings } = snapshotOf();
const float32 = { arithmetic: 'float32', state: 'float64' } as const;

describe('the choice of arithmetic', () => {
  it('is there where float32 code loses digits or is known to the bit, and where it is switched on', () => {
    const other = { ...settings, nativeCode: null };
    expect(offersArithmetic(other)).toBe(false);
    expect(offersArithmetic(settings)).toBe(true);
    expect(offersArithmetic({ ...other, varianceAsWritten: 'naive' })).toBe(true);
    expect(offersArithmetic({ ...other, emulation: float32 })).toBe(true);
  });

  it('says what the convention computes', () => {
    const [, written] = arithmeticOptions({
      ...settings,
      conventionName: 'Flax',
      varianceAsWritten: 'naive-clamped',
      nativeCode: null,
    });
    expect(written.description).toMatch(/code of Flax .* E\[x²\] − E\[x\]², at least 0/);
  });

  it('names the machine whose bits are given, and what is not emulated', () => {
    const [, written] = arithmeticOptions(settings);
    expect(written.description).toMatch(
      /PyTorch 1\.13 on the CPU: one thread, AVX2.*Not emulated: several threads.*GPUs, gradients/,
    );
  });
});

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
