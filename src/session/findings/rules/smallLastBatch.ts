import { countText, numberText, percentText } from '../../numberText.js';
import { meanGap, spreadFactor } from '../gapThresholds.js';
import { Lingering, type PullEvidence } from '../lingering.js';
import { telling, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  meanGap,
  spreadFactor,
  share: {
    default: 0.5,
    source: 'A batch of fewer values than this share of the usual: its statistics are noisier by √2 and more.',
  },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly channels: number;
  readonly lingering: Lingering;
  /** Train passes, by their values per channel. */
  readonly counts: Map<number, number>;
  usual: number;
  /** By pass: what was usual then. */
  readonly usualAt: Map<number, number>;
}

/** A batch of fewer samples, such as the last of an epoch, that moved the running values by what matters. */
export const smallLastBatch: Rule<Memory, typeof thresholds> = {
  id: 'small-last-batch',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/4741',
  explains: ['outlier-batch', 'train-eval-gap'],

  start: (_layer, { runningMean }, limits) => ({
    limits,
    channels: runningMean?.length ?? 0,
    lingering: new Lingering(limits),
    counts: new Map(),
    usual: 0,
    usualAt: new Map(),
  }),

  see(memory, look) {
    const { batch, trained, taken, pass } = look;
    const { limits, lingering, counts, usualAt } = memory;
    if (batch && taken > 0) {
      if (batch.count < limits.share * memory.usual) {
        usualAt.set(pass, memory.usual);
        lingering.add(look, () => true, trained.typical);
      }
      const times = (counts.get(batch.count) ?? 0) + 1;
      counts.set(batch.count, times);
      if (times >= (counts.get(memory.usual) ?? 0)) memory.usual = batch.count;
    }
    lingering.see(look);
  },

  tell({ channels, lingering, usualAt }) {
    const words = (one: PullEvidence): Words => wordsFor(one, usualAt.get(one.pass) ?? NaN);
    return lingering.evidence.map((evidence) => telling({ evidence, channels, example: 'most', words }));
  },
};

function wordsFor({ look, pulled }: PullEvidence, usual: number): Words {
  const { record, batch } = look;
  const moved =
    Math.abs(pulled.gap) > Math.abs(Math.log2(pulled.spread))
      ? `the running mean by ${numberText(Math.abs(pulled.gap))} σ`
      : `the running σ to ${numberText(pulled.spread)} times`;
  return {
    severity: 'warning',
    label: 'small batch',
    message: `${record.plan.batch.label} has ${countText(batch?.count ?? NaN)} values per channel, others ${countText(usual)}: its ${percentText(pulled.weight)} of the running values still moves ${moved}.`,
    remedy:
      'Drop the last batch of an epoch where it is smaller (drop_last=True), or spread its samples over the others.',
  };
}
