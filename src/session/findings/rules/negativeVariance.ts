import { countText, numberText } from '../../numberText.js';
import { startText } from '../look.js';
import { telling, type Rule, type Telling } from '../rule.js';
import { type AtStart, Starts } from '../starts.js';

/** A start whose running variance is impossible. */
export const negativeVariance: Rule<Starts<Float64Array | null>> = {
  id: 'negative-variance',
  thresholds: {},
  link: 'https://github.com/google/flax/issues/1491',
  explains: [],

  start: (_layer, initial) => new Starts(initial, ({ runningMean, runningVar }) => runningMean && runningVar),

  see(starts, look) {
    starts.see(look);
  },

  tell: (starts) => starts.all.flatMap(tellStart),
};

function tellStart({ about: runningVar, pass, lastPass }: AtStart<Float64Array | null>): readonly Telling[] {
  const channel = runningVar?.findIndex((value) => value < 0) ?? -1;
  if (!runningVar || channel < 0) return [];
  const count = runningVar.filter((value) => value < 0).length;
  const where = count === 1 ? `in channel ${channel}` : `in ${countText(count)} channels, first in channel ${channel}`;
  return [
    telling({
      evidence: [{ channel, pass, lastPass, known: pass, weight: Infinity }],
      channels: runningVar.length,
      example: 'first',
      words: () => ({
        severity: 'error',
        label: 'negative',
        message: `${startText('running variance', pass)} is negative ${where} (${numberText(runningVar[channel])}): eval takes the root of it.`,
        remedy: 'A variance is never negative: look at what wrote it, and at its order of channels.',
      }),
    }),
  ];
}
