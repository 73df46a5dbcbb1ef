import type { LayerState } from '../../../engine/index.js';
import { countText, numberText } from '../../numberText.js';
import { telling, type Rule } from '../rule.js';

interface Memory {
  readonly runningVar: Float64Array | null;
  passes: number;
}

/** A start whose running variance is impossible. */
export const negativeVariance: Rule<Memory> = {
  id: 'negative-variance',
  thresholds: {},
  link: 'https://github.com/google/flax/issues/1491',
  explains: [],

  start: (_layer, { runningMean, runningVar }: LayerState) => ({ runningVar: runningMean && runningVar, passes: 0 }),

  see(memory) {
    memory.passes += 1;
  },

  tell({ runningVar, passes }) {
    const channel = runningVar?.findIndex((value) => value < 0) ?? -1;
    if (!runningVar || channel < 0 || passes === 0) return [];
    const count = runningVar.filter((value) => value < 0).length;
    const where =
      count === 1 ? `in channel ${channel}` : `in ${countText(count)} channels, first in channel ${channel}`;
    return [
      telling({
        evidence: [{ channel, pass: -1, lastPass: passes - 1, known: -1, weight: Infinity }],
        channels: runningVar.length,
        example: 'first',
        words: () => ({
          severity: 'error',
          label: 'negative',
          message: `The initial running variance is negative ${where} (${numberText(runningVar[channel])}): eval takes the root of it.`,
          remedy: 'A variance is never negative: look at what wrote it, and at its order of channels.',
        }),
      }),
    ];
  },
};
