import { countText, numberText } from '../../numberText.js';
import { meanGap } from '../gapThresholds.js';
import { isTimeToLook, Recent } from '../history.js';
import { levelOf } from '../noise.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';
import { leastWithin, logChanceOf, mayFallApart, twoMeans, type TwoMeans } from '../twoMeans.js';

const thresholds = {
  meanGap,
  explained: {
    default: 0.8,
    source:
      'Of the variance of the batch means, by two means; those of one normal population explain .64, of a drift .75.',
  },
  rare: {
    default: 0.25,
    source:
      'Share of the rarer kind, beneath which it may be the tail of one that fires rarely: there the gap must be wide.',
  },
  ownSigmas: {
    default: 2.5,
    source:
      'Distance of the two in what the mean of as many independent samples scatters by, with the larger σ of the two.',
  },
  turns: {
    default: 3,
    source: 'Changes between the two groups: with fewer it is one shift, or one stretch that lies elsewhere.',
  },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  recent: Recent | null;
  sigmas: Recent | null;
  /** Fewest independent samples in a batch. */
  samples: number;
  channels: number;
  seen: number;
  looks: number;
  lastLook: number;
  readonly found: Map<number, Populations>;
}

interface Populations extends Evidence {
  readonly channel: number;
  readonly groups: TwoMeans;
  /** Passes that were looked at. */
  readonly count: number;
  /** Distance of the two means in σ. */
  readonly apart: number;
  lastPass: number;
}

/** Batches of two kinds in turn: real and fake ones of a GAN, or two domains. The running values lie between them, and fit neither. */
export const twoPopulations: Rule<Memory, typeof thresholds> = {
  id: 'two-populations',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/5406',
  explains: [
    'train-eval-gap',
    'between-batch-variance',
    'outlier-batch',
    'distribution-shift',
    'mode-shift',
    'stale-statistics',
  ],

  start: (_layer, _state, limits) => ({
    limits,
    recent: null,
    sigmas: null,
    samples: Infinity,
    channels: 0,
    seen: 0,
    looks: 0,
    lastLook: 0,
    found: new Map(),
  }),

  see(memory, { pass, record, batch, trained }) {
    if (record.plan.mode !== 'train' || !batch) return;
    const { found, limits } = memory;
    const channels = (memory.channels = batch.mean.length);
    const recent = (memory.recent ??= new Recent(channels));
    const sigmas = (memory.sigmas ??= new Recent(channels));
    recent.add(pass, batch.mean);
    sigmas.add(pass, batch.sigma);
    memory.samples = Math.min(memory.samples, batch.samples);
    memory.seen += 1;
    for (const one of found.values()) one.lastPass = pass;
    if (memory.seen < 6 || !isTimeToLook(memory.seen, memory.lastLook)) return;
    memory.lastLook = memory.seen;
    memory.looks += 1;
    const limit = Math.log(levelOf(memory.looks, channels));
    const count = recent.length;
    const [means, sorted] = [new Float64Array(count), new Float64Array(count)];
    for (let channel = 0; channel < channels; channel++) {
      if (found.has(channel)) continue;
      const unordered = recent.unordered(channel);
      const sigma = trained.sigma(channel);
      if (!mayFallApart(unordered, limits.meanGap * sigma)) continue;
      if (leastWithin(unordered) > 1 - limits.explained + 1e-9) continue;
      recent.ordered(channel, means);
      sorted.set(means);
      sorted.sort();
      // NaN sorts last.
      if (!(sorted[count - 1] - sorted[0] > limits.meanGap * sigma)) continue;
      const groups = twoMeans(sorted);
      if (!groups || groups.within > 1 - limits.explained || logChanceOf(groups, count) > limit) continue;
      const distance = groups.high - groups.low;
      const apart = distance / sigma;
      const rare = Math.min(groups.lowCount, count - groups.lowCount) / count;
      if (rare < limits.rare && groups.apart < distance / 2) continue;
      // Its own distance from the mean of both: what eval sees of the rarer group.
      if (apart * (1 - rare) <= limits.meanGap) continue;
      // Where few values make a batch's mean they make its σ, too: there chance is as large.
      const own = largerSigma(means, sigmas.ordered(channel, sorted), groups.border);
      if (distance < (limits.ownSigmas * own) / Math.sqrt(memory.samples)) continue;
      const since = beginOf(means, groups.border, limits.turns);
      if (since === null) continue;
      found.set(channel, {
        channel,
        pass: recent.passAt(since),
        lastPass: pass,
        known: pass,
        weight: apart / 2,
        groups,
        count,
        apart,
        // What the scatter of all batches makes begins with the first of them.
        reaches: () => 0,
      });
    }
  },

  tell: ({ found, channels }) => [
    telling({ evidence: [...found.values()], channels, example: 'most', words: wordsFor }),
  ],
};

/** The larger of the root mean squares of the σ of either group's batches. */
function largerSigma(means: Float64Array, sigmas: Float64Array, border: number): number {
  const [squares, counts] = [
    [0, 0],
    [0, 0],
  ];
  means.forEach((mean, at) => {
    const group = mean > border ? 1 : 0;
    squares[group] += sigmas[at] ** 2;
    counts[group] += 1;
  });
  return Math.sqrt(Math.max(squares[0] / counts[0], squares[1] / counts[1]));
}

/** Where the first batch stands from which on the two take turns; null where they change too seldom for that. */
function beginOf(means: Float64Array, border: number, turns: number): number | null {
  const changes: number[] = [];
  for (let at = 1; at < means.length; at++) {
    if (means[at] > border !== means[at - 1] > border) changes.push(at);
  }
  if (changes.length < turns) return null;
  const longest = Math.max(...changes.slice(1).map((change, index) => change - changes[index]));
  // A long beginning with one kind alone is none of the turns.
  return changes[0] > 2 * longest ? changes[0] : 0;
}

function wordsFor({ groups, count, apart }: Populations): Words {
  const { low, high, lowCount, within } = groups;
  return {
    severity: 'warning',
    label: 'two kinds',
    message: `The batch means fall into two groups, ${countText(lowCount)} around ${numberText(low)} and ${countText(count - lowCount)} around ${numberText(high)}, ${numberText(apart)} σ apart (${numberText((1 - within) * 100)} % of their variance): the running mean lies between, and fits neither.`,
    remedy: 'Mix both kinds into every batch, or give each its own statistics.',
  };
}
