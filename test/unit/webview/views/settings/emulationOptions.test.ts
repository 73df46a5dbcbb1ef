import { describe, expect, it } from 'vitest';
import { arithmeticOptions } from '../../../../../webview/views/settings/emulationOptions.js';
import { snapshotOf } from '../../store/fakeLink.js';

const { settings } = snapshotOf();

describe('the choice of arithmetic', () => {
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
