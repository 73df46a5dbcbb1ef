import { hasTrained, type PassRecord } from '../../records/index.js';
import { numberText } from '../../numberText.js';
import { levelOf, normalReach } from '../noise.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  share: { default: 0.1, source: 'Of the running variance: eval x̂ is then 5 % wider than in training.' },
  least: { default: 8, source: 'Differences of fewer neighbours say nothing of their variance.' },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly found: Map<number, Between>;
  /** The first train pass. */
  first: number;
  channels: number;
}

interface Between extends Evidence {
  readonly channel: number;
  lastPass: number;
  weight: number;
  /** Of the batch means. */
  variance: number;
  record: PassRecord;
}

/** Batches whose means differ by more than their samples explain: a variance that no batch has, and the running one never sees. */
export const betweenBatchVariance: Rule<Memory, typeof thresholds> = {
  id: 'between-batch-variance',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/5406',
  explains: ['train-eval-gap'],

  start: (_layer, _state, limits) => ({ limits, found: new Map(), first: -1, channels: 0 }),

  see(memory, { pass, record, batch, trained }) {
    if (!hasTrained(record) || !batch) return;
    if (memory.first < 0) memory.first = pass;
    memory.channels = batch.mean.length;
    const { limits, found, first } = memory;
    const { steps } = trained;
    if (steps.count < limits.least) return;
    const reach = normalReach(levelOf(steps.count, batch.mean.length));
    const { runningVar } = record.after;
    const { eps } = record.layer.convention;
    const nearly = Math.log(limits.share) - 1e-6;
    for (let channel = 0; runningVar && channel < batch.mean.length; channel++) {
      const log = steps.logVariance(channel);
      // Of most channels the logarithm says it.
      if (log < nearly) continue;
      // A running variance that is still smaller than the batches' is its start's, and no measure.
      const own = trained.sigma(channel) ** 2;
      const variance = Math.exp(log) * own;
      const share = variance / Math.max(own, runningVar[channel] + eps);
      if (!(share > limits.share)) continue;
      const known = found.get(channel);
      if (known) {
        Object.assign(known, { lastPass: pass, weight: Math.sqrt(share), variance, record });
        continue;
      }
      // Independent samples make no more than σ²/S of it, and that with σ² over S − 1 instead of S.
      const most = -Math.log(batch.samples - 1);
      if (log - reach * steps.deviation(channel) > most) {
        found.set(channel, {
          channel,
          pass: first,
          lastPass: pass,
          known: pass,
          weight: Math.sqrt(share),
          variance,
          record,
        });
      }
    }
  },

  tell: ({ found, channels }) => [
    telling({ evidence: [...found.values()], channels, example: 'most', words: wordsFor }),
  ],
};

function wordsFor({ channel, variance, record }: Between): Words {
  const running = record.after.runningVar?.[channel] ?? NaN;
  return {
    severity: 'warning',
    label: 'between batches',
    message: `Batch means scatter with a variance of ${numberText(variance)}, more than their samples explain, beside a running variance of ${numberText(running)}, which never sees it.`,
    remedy:
      'Shuffle, so that every batch is a sample of all data; or re-estimate the variance over all batches together.',
  };
}
