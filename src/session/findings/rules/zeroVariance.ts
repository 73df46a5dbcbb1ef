import { channelOfGroup, layoutOf, usesBatchStatistics } from '../../../engine/index.js';
import { exactText, numberText } from '../../numberText.js';
import { meanGapOf, type PassRecord } from '../../records/index.js';
import { telling, type Evidence, type Rule, type Words } from '../rule.js';

interface Memory {
  readonly found: Map<number, Constant>;
  channels: number;
}

interface Constant extends Evidence {
  readonly channel: number;
  /** The first pass that normalizes with the batch's own variance, which is 0. */
  readonly record: PassRecord;
  lastPass: number;
  weight: number;
}

/** Channels whose batch is one value throughout, in passes that normalize with the batch's own variance. */
export const zeroVariance: Rule<Memory> = {
  id: 'zero-variance',
  thresholds: {},
  link: 'https://github.com/pytorch/vision/issues/648',
  explains: [],

  start: () => ({ found: new Map(), channels: 0 }),

  see(memory, { pass, record }) {
    if (memory.channels === 0) memory.channels = record.moments?.min.length ?? 0;
    if (record.kind === 'refused' || record.moments.count === 1) return;
    const { found } = memory;
    const { layer } = record;
    const { min, max, nonFinite } = record.moments;
    const begins = usesBatchStatistics(layer, record.plan.mode);
    for (let channel = 0; channel < min.length; channel++) {
      // min = max, and not m2 = 0, which rounding could make of values that differ.
      if (min[channel] !== max[channel] || nonFinite[channel] > 0) continue;
      const known = found.get(channel) ?? (begins ? constantFrom(channel, pass, record) : null);
      if (!known) continue;
      known.lastPass = pass;
      known.weight = Math.abs(meanGapOf(record.moments, record.after, layer, channel));
      found.set(channel, known);
    }
  },

  tell({ found, channels }) {
    const words = ({ channel, record }: Constant): Words => ({
      severity: 'warning',
      label: 'constant',
      message: sentence(record, channel),
      remedy: 'Look at the layer before: a dead unit or a constant input feeds this channel.',
    });
    return [telling({ evidence: [...found.values()], channels, example: 'first', words })];
  },
};

function constantFrom(channel: number, pass: number, record: PassRecord): Constant {
  return { channel, pass, lastPass: pass, known: pass, weight: 0, record };
}

function sentence({ layer, moments, before, shape }: PassRecord, channel: number): string {
  const constant = `Every value is ${exactText(moments?.min[channel] ?? NaN)}:`;
  if (moments?.asWritten) return `${constant} the exact variance is 0.`;
  const value = `${constant} variance 0, y =`;
  if (!before.beta || !shape) return `${value} 0.`;
  const beta = before.beta[channelOfGroup(layoutOf(shape, layer), channel)];
  return `${value} β = ${numberText(beta)}.`;
}
