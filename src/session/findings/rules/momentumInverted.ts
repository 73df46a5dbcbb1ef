import { updateWeights } from '../../../engine/index.js';
import { numberText, percentText, plural, settingText } from '../../numberText.js';
import { hasTrained, type PassRecord } from '../../records/index.js';
import type { BatchStatistics } from '../batchStatistics.js';
import type { Look } from '../look.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';
import { weighsInverted } from './updateCount/countOfUpdates.js';

const thresholds = {
  newest: { default: 0.5, source: 'Beyond it the newest batch weighs more than all before it together.' },
  differ: {
    default: 0.01,
    source:
      'Means of neighbouring batches that are apart by less, in σ, leave running values that nobody can tell apart.',
  },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  /** The train pass before. */
  last: { readonly pass: number; readonly batch: BatchStatistics; readonly newest: number } | null;
  found: Follows | null;
  moved: Moved | null;
}

interface Follows extends Evidence {
  readonly record: PassRecord;
  /** What the newest batch weighs. */
  readonly newest: number;
  lastPass: number;
  weight: number;
}

/** A recorded state that gave each batch what the momentum leaves to the old value. */
interface Moved extends Evidence {
  readonly record: PassRecord;
  readonly share: number;
  lastPass: number;
  weight: number;
  passes: number;
}

/**
 * An average in which the newest batch outweighs all others, as it is set or as the process had it: a momentum that was read the
 * wrong way round.
 */
export const momentumInverted: Rule<Memory, typeof thresholds> = {
  id: 'momentum-inverted',
  thresholds,
  link: 'https://github.com/keras-team/keras/issues/6839',
  explains: ['train-eval-gap', 'outlier-batch', 'small-last-batch', 'expected-differs'],

  start: (_layer, _state, limits) => ({ limits, last: null, found: null, moved: null }),

  see(memory, look) {
    lookAtRecorded(memory, look);
    const { pass, record, batch } = look;
    if (!hasTrained(record) || !batch) return;
    const { limits, last } = memory;
    const newest = newestIn(record, batch.count);
    memory.last = { pass, batch, newest };
    if (newest <= limits.newest || !last || last.newest <= limits.newest) return;
    const apart = typicalDistance(last.batch, batch);
    if (!(apart > limits.differ)) return;
    memory.found ??= { pass: last.pass, lastPass: pass, known: pass, weight: apart, record, newest };
    memory.found.lastPass = pass;
    memory.found.weight = Math.max(memory.found.weight, apart);
  },

  tell: ({ found, moved }) => [
    ...(found ? [telling({ evidence: [found], channels: 1, example: 'first', words: wordsFor })] : []),
    ...(moved ? [telling({ evidence: [moved], channels: 1, example: 'first', words: wordsOfMoved })] : []),
  ],
};

function lookAtRecorded(memory: Memory, { pass, record, recorded }: Look): void {
  const { moved } = memory;
  const fit = hasTrained(record) ? recorded?.fit : null;
  if (!fit || !weighsInverted(record.layer.convention, fit)) return;
  const { share, moved: far } = fit;
  if (!moved) {
    memory.moved = { pass, lastPass: pass, known: pass, weight: far, record, share, passes: 1 };
    return;
  }
  moved.lastPass = pass;
  moved.weight = Math.max(moved.weight, far);
  moved.passes += 1;
}

/** By the momentum alone: the first batches of an average that counts them weigh much whatever it is. */
function newestIn({ layer: { convention }, before }: PassRecord, count: number): number {
  if (convention.momentum === null) return 0;
  if (convention.average === 'normalized-sum') return 1 - convention.momentum;
  return convention.average === 'exponential' || convention.average === 'zero-debiased'
    ? updateWeights(convention, before.numBatchesTracked, count).take
    : 0;
}

/** Root mean square over the channels of what two means are apart, in σ. */
function typicalDistance(a: BatchStatistics, b: BatchStatistics): number {
  let sum = 0;
  let count = 0;
  for (let channel = 0; channel < a.mean.length; channel++) {
    const apart = (b.mean[channel] - a.mean[channel]) / b.sigma[channel];
    if (!Number.isFinite(apart)) continue;
    sum += apart ** 2;
    count += 1;
  }
  return Math.sqrt(sum / count);
}

function wordsFor({ record, newest, weight }: Follows): Words {
  const { momentum, momentumWeighs, name } = record.layer.convention;
  const set = settingText(momentum ?? NaN);
  const other = settingText(Number((1 - (momentum ?? NaN)).toPrecision(6)));
  const what = momentumWeighs === 'batch' ? 'the new batch' : 'the old value';
  return {
    severity: 'warning',
    label: 'inverted',
    message: `Momentum ${set} gives the newest batch ${percentText(newest)} of the running values: they follow the last batch, and neighbours are up to ${numberText(weight)} σ apart.`,
    remedy: `Set momentum ${other}: ${name} weighs ${what} with it.`,
  };
}

function wordsOfMoved({ record, share, passes }: Moved): Words {
  const { momentum, name } = record.layer.convention;
  return {
    severity: 'warning',
    label: 'inverted',
    message: `${plural(passes, 'train pass', 'train passes')} moved the recorded running values ${percentText(share)} of the way to their batch, where ${name}'s momentum ${settingText(momentum ?? NaN)} moves them ${percentText(1 - share)}: they follow the last batch.`,
    remedy: 'Look at what updates them: it weighs the new batch and the old value the other way round.',
  };
}
