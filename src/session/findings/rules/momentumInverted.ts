import { attributesOf, updateWeights, type Convention } from '../../../engine/index.js';
import { hasTrained } from '../../records/index.js';
import { numberText, percentText, settingText } from '../../numberText.js';
import type { BatchStatistics } from '../batchStatistics.js';
import type { Look } from '../look.js';
import { telling, type Evidence, type Rule, type Words } from '../rule.js';

const thresholds = {
  newest: { default: 0.5, source: 'Beyond it the newest batch weighs more than all before it together.' },
  differ: {
    default: 0.01,
    source: 'Means of neighbouring batches that are apart by less, in σ, make running values that nobody can tell apart.',
  },
};

interface Memory {
  /** The train pass before. */
  last: { readonly pass: number; readonly batch: BatchStatistics; readonly take: number } | null;
  found: Follows | null;
}

interface Follows extends Evidence {
  readonly convention: Convention;
  readonly take: number;
  lastPass: number;
  weight: number;
}

/** An average in which the newest batch outweighs all others: momentum read the wrong way round. */
export const momentumInverted: Rule<Memory, typeof thresholds> = {
  id: 'momentum-inverted',
  thresholds,
  link: 'https://github.com/keras-team/keras/issues/6839',
  explains: ['train-eval-gap', 'outlier-batch', 'small-last-batch'],

  start: () => ({ last: null, found: null }),

  see(memory, { pass, record, batch }, { newest, differ } = LIMITS) {
    if (!hasTrained(record) || !batch) return;
    const { convention } = record.layer;
    const take = takenBy(record, batch.count);
    const { last } = memory;
    memory.last = { pass, batch, take };
    if (take <= newest || !last || last.take <= newest) return;
    const apart = typicalDistance(last.batch, batch);
    if (!(apart > differ)) return;
    memory.found ??= { pass: last.pass, lastPass: pass, known: pass, weight: apart, convention, take };
    memory.found.lastPass = pass;
    memory.found.weight = Math.max(memory.found.weight, apart);
  },

  tell: ({ found }) => (found ? [telling({ evidence: [found], channels: 1, example: 'first', words: wordsFor })] : []),
};
