import type { SettingsView } from '../../../src/protocol/index.js';
import type { Option } from '../../kit/controls/choice.js';

type Emulation = SettingsView['emulation'];

const written: Readonly<Record<SettingsView['varianceAsWritten'], string>> = {
  'two-pass': 'Σ(x − μ)² / N',
  naive: 'E[x²] − E[x]²',
  'naive-clamped': 'E[x²] − E[x]², at least 0',
};

export function arithmeticOptions(settings: SettingsView): readonly Option<Emulation['arithmetic']>[] {
  return [
    { value: 'exact', text: 'exact', description: 'Correctly rounded values of the formulas' },
    {
      value: 'float32',
      text: 'float32, as written',
      description: float32Description(settings),
    },
  ];
}

/** What is computed, and what is not emulated. */
export function float32Description({ nativeCode, varianceAsWritten, conventionName }: SettingsView): string {
  switch (nativeCode) {
    case 'pytorch-cpu':
      return 'To the bit as PyTorch 1.13 on the CPU: one thread, AVX2, batches in C order. Not emulated: several threads, other instruction sets, GPUs, gradients';
    case 'torchvision-frozen':
      return 'As torchvision computes, operation by operation. Not emulated: GPUs, gradients, fused kernels';
    case null:
      return `As the code of ${conventionName} computes: rounded to float32 at every step, the variance as ${written[varianceAsWritten]}; sums in PyTorch’s order. Not emulated: gradients`;
  }
}

export const stateOptions: readonly Option<Emulation['state']>[] = [
  { value: 'float64', text: 'float64', description: 'Kept exactly: 16 decimal digits' },
  { value: 'float32', text: 'float32', description: 'As most frameworks keep them: 7 decimal digits' },
  { value: 'float16', text: 'float16', description: 'Half precision: 3 decimal digits, infinite from 65,520 on' },
];
