import { countText, numberText, plural } from '../../numberText.js';
import { hasTrained } from '../../records/index.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';
import type { Steps } from '../steps.js';

const thresholds = {
  samples: {
    default: 16,
    source: 'Errors rise below 16 samples: Wu & He 2018, figure 1. More of them scatter by .25 σ at most, 1/√16.',
  },
  spread: { default: 0.25, source: 'Of the batch means, in σ: what a gap is worth a word from.' },
  certain: {
    default: 4,
    source: 'Of fewer samples, or 16 values, the means scatter by .25 σ and more without being measured.',
  },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  first: number;
  /** Train passes, and how many of them have few samples. */
  passes: number;
  few: number;
  found: Small | null;
}

interface Small extends Evidence {
  readonly samples: number;
  readonly count: number;
  lastPass: number;
  weight: number;
  /** Standard deviation of the batch means in σ, as measured; null while there are too few to. */
  spread: number | null;
}

/**
 * Statistics of so few samples that they are noise. As long as their scatter is not measured, 2/√S bounds it, but is beyond .25 σ
 * of 63 samples, too, and of 8 images whose means hardly scatter: from 4 samples on the measured one is awaited, since what is
 * known stays known. More than 2/√S is not explained by so few samples.
 */
export const smallBatch: Rule<Memory, typeof thresholds> = {
  id: 'small-batch',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/4741',
  explains: ['small-last-batch', 'eps-dominates'],

  start: (_layer, _state, limits) => ({ limits, first: -1, passes: 0, few: 0, found: null }),

  see(memory, { pass, record, batch, trained: { steps } }) {
    if (!hasTrained(record) || !batch || batch.count < 2) return;
    const { limits } = memory;
    memory.passes += 1;
    const isFew = batch.samples < limits.samples;
    if (!isFew) return;
    memory.few += 1;
    if (memory.first < 0) memory.first = pass;
    const channels = batch.mean.length;
    const isMeasured = steps.count >= 4 || steps.count * channels >= 16;
    const log = isMeasured ? typicalLog(steps, channels) : NaN;
    const spread = Number.isFinite(log) ? Math.exp(log / 2) : null;
    if (memory.found) {
      Object.assign(memory.found, { lastPass: pass, ...(spread !== null && { spread, weight: spread }) });
      return;
    }
    // A smaller last batch alone is another rule's.
    const isUsual = memory.few * 2 > memory.passes;
    const isCertain = batch.samples < limits.certain || batch.count < limits.samples;
    if (isUsual && (isCertain || (spread !== null && spread > limits.spread && spread <= bound(batch.samples)))) {
      const { samples, count } = batch;
      memory.found = {
        pass: memory.first,
        lastPass: pass,
        known: pass,
        weight: spread ?? 1 / Math.sqrt(samples),
        samples,
        count,
        spread,
      };
    }
  },

  tell: ({ found }) => (found ? [telling({ evidence: [found], channels: 1, example: 'first', words: wordsFor })] : []),
};

/** What a mean of so many samples lies off by at most, in σ: two standard errors. */
function bound(samples: number): number {
  return 2 / Math.sqrt(samples);
}

/** Mean over the channels of the logarithmic variance of their batch means. */
function typicalLog(steps: Steps, channels: number): number {
  let sum = 0;
  let count = 0;
  for (let channel = 0; channel < channels; channel++) {
    const log = steps.logVariance(channel);
    if (!Number.isFinite(log)) continue;
    sum += log;
    count += 1;
  }
  return sum / count;
}

function wordsFor({ samples, count, spread }: Small): Words {
  const values = count > samples ? `, ${countText(count)} values per channel` : '';
  const scatter =
    spread === null
      ? `their means lie up to 2/√${samples} = ${numberText(bound(samples))} σ off`
      : `their means scatter by ${numberText(spread)} σ`;
  return {
    severity: 'warning',
    label: 'small batch',
    message: `${plural(samples, 'sample')} a batch${values}: ${scatter}, which is in every x̂ of training, and in no eval.`,
    remedy: 'Take larger batches, synchronize over ranks, or normalize over groups of channels instead (GroupNorm).',
  };
}
