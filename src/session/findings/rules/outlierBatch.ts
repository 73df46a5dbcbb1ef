import type { Moments } from '../../../engine/index.js';
import { numberText, percentText, signedText } from '../../numberText.js';
import { Chance } from '../chance.js';
import { logFarthest, logVarianceOfRest } from '../farthest.js';
import { meanGap, spreadFactor } from '../gapThresholds.js';
import { keptOf, Lingering, type PullEvidence } from '../lingering.js';
import type { Look } from '../look.js';
import { exponentialReach, heaviestReach, levelOf, studentReach } from '../noise.js';
import { telling, type Limits, type Rule, type Words } from '../rule.js';
import { Scatter } from '../scatter.js';
import { Usual } from '../usual.js';

/**
 * So many batches show what they have in common, by median and MAD. From then on the mean and deviation of those that are alike
 * stand for these: odd batches are kept out of them, which is what a median is for, and no channel's history need be.
 */
const FIRST = 12;

const thresholds = {
  meanGap,
  spreadFactor,
  robustSigmas: {
    default: 6,
    source:
      'Of the other batches’ means: beyond what the corrected chance of any number of passes explains where it is normal.',
  },
  inARow: { default: 3, source: 'So many batches that are alike are no outliers, but another distribution.' },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly channels: number;
  readonly lingering: Lingering;
  /** The first train batches that seemed to be like each other, as long as they are too few to be sure. */
  first: { readonly look: Look; weight: number }[] | null;
  /** The batches that are like each other. */
  usual: Usual | null;
  /** How the logarithms of the squares of their farthest values scatter. */
  farthest: Scatter;
  /** Room for those of one batch. */
  logs: Float64Array;
  looks: number;
  /** Batches in a row that are not. */
  row: number;
}

/** A train batch far from all others, as long as its share of the running values moves them by what matters. */
export const outlierBatch: Rule<Memory, typeof thresholds> = {
  id: 'outlier-batch',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/1206',
  explains: ['train-eval-gap'],

  start: (_layer, { runningMean }, limits) => ({
    limits,
    channels: runningMean?.length ?? 0,
    lingering: new Lingering(limits),
    first: [],
    usual: null,
    farthest: new Scatter(0),
    logs: new Float64Array(0),
    looks: 0,
    row: 0,
  }),

  see(memory, look) {
    if (look.batch && look.taken > 0) judge(memory, look);
    for (const one of memory.first ?? []) if (one.look !== look) one.weight *= keptOf(look);
    memory.lingering.see(look);
  },

  tell: ({ lingering, channels }) =>
    lingering.evidence.map((evidence) => telling({ evidence, channels, example: 'most', words: wordsFor })),
};

function judge(memory: Memory, look: Look): void {
  const { limits, lingering, first } = memory;
  const { batch, taken } = look;
  if (!batch) return;
  memory.looks += 1;
  if (!memory.usual) memory.farthest = new Scatter(batch.mean.length);
  const usual = (memory.usual ??= new Usual(batch.mean.length));
  const odd = oddIn(look, usual, memory.farthest, levelOf(memory.looks, batch.mean.length), limits);
  memory.row = odd ? memory.row + 1 : 0;
  if (odd) lingering.add(look, (channel) => odd[channel] > 0, usual.typical);
  if (first && !odd) first.push({ look, weight: taken });
  if (first?.length === FIRST) lookBack(memory, first);
  // Nothing is left to be like, where many in a row are not.
  if (!odd || memory.row >= limits.inARow) addTo(memory, look);
}

function addTo(memory: Memory, { batch, record: { moments } }: Look): void {
  const { usual, farthest } = memory;
  if (!usual || !batch || !moments) return;
  usual.add(batch);
  memory.logs = memory.logs.length === batch.mean.length ? memory.logs : new Float64Array(batch.mean.length);
  const { logs } = memory;
  for (let channel = 0; channel < logs.length; channel++) logs[channel] = logFarthest(moments, channel);
  farthest.add(logs);
}

/** Channels in which a batch is unlike those before by more than chance; null where there is none. */
function oddIn(
  look: Look,
  usual: Usual,
  farthest: Scatter,
  level: number,
  limits: Limits<typeof thresholds>,
): Uint8Array | null {
  const { batch, record } = look;
  const { moments } = record;
  if (!batch || !moments || usual.passes < 3) return null;
  const { means, logVariances } = usual;
  const { robustSigmas } = limits;
  const { eps } = record.layer.convention;
  let chance: Chance | null = null;
  let odd: Uint8Array | null = null;
  for (let channel = 0; channel < batch.mean.length; channel++) {
    const isFar = means.isBeyond(channel, batch.mean[channel], robustSigmas);
    const isWide = logVariances.isBeyond(channel, batch.logVariance[channel], robustSigmas);
    if (!isFar && !isWide) continue;
    chance ??= new Chance(level, batch, usual, 1 / usual.passes);
    const apart = Math.abs(batch.mean[channel] - means.mean[channel]);
    const wider = batch.logVariance[channel] - logVariances.mean[channel];
    const isOdd =
      (isFar && apart > chance.ofMean(channel, usual.sigma(channel))) ||
      (isWide &&
        isWidened(wider, chance.ofLogVariance(moments, channel, wider > 0 ? 1 : -1), level, channel, {
          moments,
          logVariances,
          farthest,
          eps,
        }));
    if (isOdd) (odd ??= new Uint8Array(batch.mean.length))[channel] = 1;
  }
  return odd;
}

/** A function of its own: one that is made in the loop over the channels has the loop make memory for each of them. */
function isWidened(
  wider: number,
  reach: number,
  level: number,
  channel: number,
  about: {
    readonly moments: Moments;
    readonly logVariances: Scatter;
    readonly farthest: Scatter;
    readonly eps: number;
  },
): boolean {
  const { moments, logVariances, farthest, eps } = about;
  return isBeyond(wider, reach, level, () => {
    const ofChance = exponentialReach(level, farthest.count[channel]) * farthest.deviation(channel);
    return {
      rest: logVarianceOfRest(moments, channel, eps) - logVariances.mean[channel],
      isFarthestOdd: logFarthest(moments, channel) - farthest.mean[channel] > ofChance,
    };
  });
}

/**
 * Whether the logarithm of a variance lies further from the others' than chance reaches. Of heavy tails the scatter says little
 * of the one value in many thousands that makes a batch's variance alone: there it must be so without that value, or the value
 * beyond what the farthest ones of other batches explain.
 */
function isBeyond(
  wider: number,
  reach: number,
  level: number,
  farthest: () => { readonly rest: number; readonly isFarthestOdd: boolean },
): boolean {
  if (!(Math.abs(wider) > reach)) return false;
  if (wider < 0 || wider > heaviestReach(level)) return true;
  const { rest, isFarthestOdd } = farthest();
  return rest > reach || isFarthestOdd;
}

/** Outliers among the first batches, when there are enough of them for the median to tell, which one does not move. */
function lookBack(memory: Memory, first: readonly { readonly look: Look; readonly weight: number }[]): void {
  const { limits, lingering, looks, usual } = memory;
  memory.first = null;
  const batches = first.flatMap(({ look }) => look.batch ?? []);
  const channels = batches[0].mean.length;
  const level = levelOf(looks, channels) / FIRST;
  const reach = { mean: studentReach(level, FIRST - 2), logVariance: exponentialReach(level, FIRST - 2) };
  const odd = batches.map(() => new Uint8Array(channels));
  const typical = { mean: new Float64Array(channels), sigma: new Float64Array(channels) };
  for (let channel = 0; channel < channels; channel++) {
    const means = medianAndSpread(batches.map(({ mean }) => mean[channel]));
    const logs = medianAndSpread(batches.map(({ logVariance }) => logVariance[channel]));
    // A channel that is constant now and then scatters as nobody knows.
    if (logs.count < FIRST) continue;
    typical.mean[channel] = means.median;
    typical.sigma[channel] = Math.exp(logs.median / 2);
    const ofSpread = Math.max(
      limits.robustSigmas * logs.spread,
      Math.min(reach.logVariance * logs.spread, heaviestReach(level)),
    );
    batches.forEach(({ mean, sigma, logVariance }, at) => {
      const widened = Math.max(1, sigma[channel] / typical.sigma[channel]);
      const wider = logVariance[channel] - logs.median;
      const isOdd =
        Math.abs(mean[channel] - means.median) > Math.max(limits.robustSigmas, reach.mean) * means.spread * widened ||
        isBeyond(wider, ofSpread, level, () => {
          const { moments, layer } = first[at].look.record;
          const squares = first.map(({ look: { record } }) =>
            record.moments ? logFarthest(record.moments, channel) : NaN,
          );
          const { median, spread } = medianAndSpread(squares);
          return {
            rest: moments ? logVarianceOfRest(moments, channel, layer.convention.eps) - logs.median : NaN,
            isFarthestOdd: squares[at] - median > reach.logVariance * spread,
          };
        });
      if (isOdd) odd[at][channel] = 1;
    });
  }
  usual?.clear();
  memory.farthest = new Scatter(channels);
  first.forEach(({ look, weight }, at) => {
    const channelsOff = odd[at];
    if (!channelsOff.includes(1)) addTo(memory, look);
    else lingering.add(look, (channel) => channelsOff[channel] > 0, typical, weight);
  });
}

/** Median, and the median distance from it in standard deviations of normal numbers. */
function medianAndSpread(values: readonly number[]): {
  readonly count: number;
  readonly median: number;
  readonly spread: number;
} {
  const finite = Float64Array.from(values.filter(Number.isFinite)).sort();
  const median = middleOf(finite);
  return {
    count: finite.length,
    median,
    spread: 1.4826 * middleOf(finite.map((value) => Math.abs(value - median)).sort()),
  };
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half) - 1 + (sorted.length % 2)]) / 2;
}

function wordsFor({ look, pulled, channel }: PullEvidence): Words {
  const { batch, record } = look;
  const { label } = record.plan.batch;
  const sigma = batch?.sigma[channel] ?? NaN;
  const isOfMean = Math.abs(pulled.gap) > Math.abs(Math.log2(pulled.spread));
  const effect = isOfMean
    ? `the running mean lies ${signedText(pulled.gap)} σ off`
    : `the running σ is ${numberText(pulled.spread)} times that of the others`;
  const far = record.kind === 'computed' ? record.facts?.farSamples?.get(channel) : undefined;
  const whose = far
    ? `; sample ${far.sample} carries it, with a mean of ${numberText(far.mean)} where the others have ${numberText(far.others)}`
    : '';
  return {
    severity: 'warning',
    label: 'outlier',
    message: `${label} is unlike the other batches, mean ${numberText(batch?.mean[channel] ?? NaN)} and σ ${numberText(sigma)}${whose}: ${percentText(pulled.weight)} of it is left, by which ${effect}.`,
    remedy: `Look at what ${far ? `sample ${far.sample} of ` : ''}${label} holds; leave it out, or re-estimate the statistics without it.`,
  };
}
