import { meanAt, varianceAt } from '../../../engine/index.js';
import { numberText, percentText, signedText } from '../../numberText.js';
import type { ComputedPass } from '../../records/index.js';
import { isWide } from '../channelGaps.js';
import { meanGap, spreadFactor } from '../gapThresholds.js';
import { distanceFor } from '../effectOf.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  meanGap,
  spreadFactor,
  share: { default: 0.05, source: 'Of the positions: fewer pull the statistics by less than what matters.' },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  channels: number;
  found: Padded | null;
}

interface Padded extends Evidence {
  readonly record: ComputedPass;
  readonly pull: Pull;
  lastPass: number;
}

interface Pull {
  readonly worst: number;
  readonly value: number;
  /** Of the mean by the padding, in σ of the other values; and √(var + eps) with it over that without it. */
  readonly gap: number;
  readonly spread: number;
  readonly size: number;
}

/** Positions that hold one constant in all channels, and that pull the statistics of the others. */
export const padding: Rule<Memory, typeof thresholds> = {
  id: 'padding',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/70529',
  explains: ['train-eval-gap', 'dead-channel'],

  start: (_layer, _state, limits) => ({ limits, channels: 0, found: null }),

  see(memory, { pass, record }) {
    if (record.kind === 'refused') return;
    const { limits, found } = memory;
    const { facts } = record;
    memory.channels = record.moments.shift.length;
    if (!facts?.padding || facts.padding.share <= limits.share) return;
    const pull = pullOf(record, facts.padding.channels);
    if (!(Math.abs(pull.gap) > limits.meanGap) && !isWide(pull.spread, limits.spreadFactor)) return;
    if (found) found.lastPass = pass;
    else memory.found = { pass, lastPass: pass, known: pass, weight: pull.size, record, pull };
  },

  tell: ({ found, channels }) =>
    found ? [telling({ evidence: [found], channels, example: 'first', words: wordsFor })] : [],
};

function pullOf({ moments, layer }: ComputedPass, channels: NonNullable<Facts['padding']>['channels']): Pull {
  let most: Pull = { worst: -1, value: NaN, gap: 0, spread: 1, size: 0 };
  for (const [channel, { value, mean, variance }] of channels) {
    const sigma = Math.sqrt(variance + layer.convention.eps);
    const gap = (meanAt(moments, channel) - mean) / sigma;
    const spread = Math.sqrt(varianceAt(moments, channel) + layer.convention.eps) / sigma;
    const size = distanceFor(gap, spread);
    if (size > most.size) most = { worst: channel, value, gap, spread, size };
  }
  return most;
}

type Facts = NonNullable<ComputedPass['facts']>;

function wordsFor({ record, pull }: Padded): Words {
  const { worst, value, gap, spread } = pull;
  const { share = 0, at = 'end', axis = 0 } = record.facts?.padding ?? {};
  return {
    severity: 'warning',
    label: 'padding',
    message: `${percentText(share)} of the positions are padding: they hold one value in every channel, in a run at the ${at} of axis ${axis}. In channel ${worst} it is ${numberText(value)} and pulls the mean by ${signedText(gap)} σ of the other values, with ${numberText(spread)} times their σ.`,
    remedy: 'Take the statistics over the real positions only: normalize before padding, or mask the padding.',
  };
}
