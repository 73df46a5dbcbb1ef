import { describe, expect, it } from 'vitest';
import { arithmeticOptions, offersArithmetic } from '../../../../../webview/views/settings/emulationOptions.js';
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
