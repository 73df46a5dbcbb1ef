import type { LayerState } from '../../../engine/index.js';
import { numberText, plural } from '../../numberText.js';
import { startText } from '../look.js';
import { distanceOf, judgeOf, rootDistanceOf, type Judge, type Reading } from '../stateFit.js';
import { median } from '../../records/index.js';
import { telling, type Limits, type Rule, type Telling } from '../rule.js';
import { type AtStart, Starts } from '../starts.js';

const thresholds = {
  leastChannels: { default: 4, source: 'Fewer channels may fit by chance.' },
  leastValues: {
    default: 32,
    source: 'Of so few values a variance is uncertain by √(2 / 32) = 25 %, and any reading may be nearer.',
  },
  near: {
    default: 0.4,
    source:
      'Median over the channels of |mean gap| in σ and |log of the ratio of the variances|: a batch of the same data is within .3.',
  },
  noise: {
    default: 3.5,
    source:
      'Times √(2 / N): so far a batch of few values is from its own statistics; of fewer than 8 channels they may fit by chance.',
  },
  specific: {
    default: 1.5,
    source:
      'Times nearer than one and the same mean, or variance, in all channels: what fits no better says nothing of the channels.',
  },
  errors: {
    default: 3,
    source:
      'Times √(2 / N), by which the variance of N values is uncertain: so far chance does not take most channels.',
  },
  apart: {
    default: 0.2,
    source:
      'So far from the first batch as they stand: nearer than that, an x̂ is less than a tenth too wide, and nobody minds.',
  },
  nearer: {
    default: 3,
    source:
      'The batch lies so many times nearer to the running values in another reading: healthy ones differ by chance only.',
  },
};

/** Channels that do not fit by chance. */
const MANY = 8;

/** One way to read the arrays that are there, in words that follow `fit when`. */
interface Try extends Reading {
  readonly name: string;
  /** What it says otherwise: where that is one of the two, chance in the other is no argument. */
  readonly of: 'both' | 'mean' | 'variance';
  readonly remedy: string;
}

/** What became of it. */
interface Tried {
  readonly pass: number;
  /** Values per channel. */
  readonly count: number;
  readonly asItIs: number;
  readonly others: readonly Other[];
}

interface Other extends Pick<Try, 'name' | 'remedy'> {
  readonly distance: number;
  /** Of what it says otherwise: how far from the batch it is, and how far the arrays as they stand. */
  readonly fit: number;
  readonly misfit: number;
  /** With what it says otherwise the same in all channels. */
  readonly unspecific: number;
  /** Of the variance alone: root mean squares, which are surer than medians where only some channels say something. */
  readonly rootFit?: number;
  readonly rootMisfit?: number;
}

interface Misread {
  readonly state: LayerState;
  tried: Tried | null;
}

/**
 * Arrays that are not what their names say: a variance that is a σ or a 1/σ; γ, β, mean and variance in another order; all of
 * them shifted by one channel. Each reading is laid against the first batch. Mean and variance alone exchanged is
 * `swapped-statistics`'.
 */
export const misreadState: Rule<Starts<Misread>, typeof thresholds> = {
  id: 'misread-state',
  thresholds,
  link: 'https://github.com/gmalivenko/pytorch2keras/issues/120',
  explains: [
    'expected-differs',
    'negative-variance',
    'never-updated',
    'eps-dominates',
    'amplifying-channel',
    'dead-channel',
    'train-eval-gap',
    'stale-statistics',
  ],

  start: (_layer, initial) => new Starts(initial, (state) => ({ state, tried: null })),

  see(starts, { start, pass, record }) {
    const misread = starts.see({ start, pass });
    if (misread.tried) return;
    const batch = judgeOf(misread.state, pass, record);
    if (batch) misread.tried = triedOn(batch, misread.state);
  },

  tell: (starts, limits) => starts.all.flatMap((start) => tellStart(start, limits)),
};

function triedOn(batch: Judge, state: LayerState): Tried {
  const { runningMean, runningVar } = state;
  const none = { pass: batch.pass, count: batch.count, asItIs: 0, others: [] };
  if (!runningMean || !runningVar || batch.count < thresholds.leastValues.default) return none;
  const given = { mean: runningMean, variance: runningVar };
  return {
    pass: batch.pass,
    count: batch.count,
    asItIs: distanceOf(batch, given),
    others: readingsOf(state).map((one) => ({
      name: one.name,
      remedy: one.remedy,
      distance: distanceOf(batch, one),
      fit: distanceOf(batch, one, one.of),
      misfit: distanceOf(batch, given, one.of),
      unspecific: distanceOf(batch, levelled(one, given), one.of),
      ...(one.of === 'variance' && {
        rootFit: rootDistanceOf(batch, one.variance),
        rootMisfit: rootDistanceOf(batch, runningVar),
      }),
    })),
  };
}

/** All but the given one, and the one with mean and variance exchanged. */
function readingsOf({ gamma, beta, runningMean, runningVar }: LayerState): readonly Try[] {
  if (!runningMean || !runningVar) return [];
  const asWidth = (name: string, remedy: string, square: (value: number) => number): Try => ({
    name,
    remedy,
    of: 'variance',
    mean: runningMean,
    // No width is negative.
    variance: runningVar.map((value) => (value < 0 ? NaN : square(value))),
  });
  const shifted = (by: number): Try => ({
    name: `all shifted by one channel ${by > 0 ? 'up' : 'down'}`,
    remedy: 'Look for a channel that was dropped or put in front where the arrays are loaded.',
    of: 'both',
    mean: rolled(runningMean, by),
    variance: rolled(runningVar, by),
  });
  return [
    asWidth('the variance read as σ', 'Square what is loaded as runningVar: it is a standard deviation.', (v) => v * v),
    asWidth(
      'the variance read as 1/σ',
      'Load 1 / x² as runningVar: it is an inverse standard deviation.',
      (v) => 1 / (v * v),
    ),
    ...(isConstant(runningMean) && isConstant(runningVar) ? [] : [shifted(1), shifted(-1)]),
    ...ordersOf({ γ: gamma, β: beta, mean: runningMean, variance: runningVar }),
  ];
}

type Role = 'γ' | 'β' | 'mean' | 'variance';

/** Which of the four arrays are mean and variance; of the other two the one that keeps its place does, otherwise the first is γ. */
function ordersOf(given: Readonly<Record<Role, Float64Array | null>>): readonly Try[] {
  const roles: readonly Role[] = ['γ', 'β', 'mean', 'variance'];
  const { length } = given.mean ?? [];
  const pairs = roles.flatMap((mean) =>
    roles.filter((one) => one !== mean).map((variance) => [mean, variance] as const),
  );
  return pairs.flatMap(([mean, variance]) => {
    const isKnown = mean === 'mean' && variance === 'variance';
    const isSwap = mean === 'variance' && variance === 'mean';
    const [means, variances] = [given[mean], given[variance]];
    // An array that says the same of all channels may fit by chance.
    const tells = (values: Float64Array | null): values is Float64Array =>
      values?.length === length && !isConstant(values);
    if (isKnown || isSwap || !tells(means) || !tells(variances)) return [];
    const rest = roles.filter((one) => one !== mean && one !== variance);
    const [gamma, beta] = rest[0] === 'γ' ? rest : rest[0] === 'β' ? rest.toReversed() : affineOrder(rest, given);
    return [
      {
        name: `${gamma}, ${beta}, ${mean}, ${variance} read as γ, β, mean, variance`,
        remedy: `Load as γ, β, mean and variance what is now given as ${gamma}, ${beta}, ${mean} and ${variance}.`,
        of: variance === 'variance' ? 'mean' : mean === 'mean' ? 'variance' : 'both',
        mean: means,
        variance: variances,
      },
    ];
  });
}

/** γ lies about 1, β about 0: of two arrays the one whose values are further above 0 is γ. */
function affineOrder(rest: readonly Role[], given: Readonly<Record<Role, Float64Array | null>>): readonly Role[] {
  const [first, second] = rest.map((role) => given[role]?.reduce((sum, value) => sum + value, 0) ?? 0);
  return second > first ? rest.toReversed() : rest;
}

/** The reading with each array that it says otherwise the same in all channels: its median. */
function levelled({ mean, variance }: Reading, given: Reading): Reading {
  const level = (values: ArrayLike<number>): Float64Array =>
    new Float64Array(values.length).fill(median(Float64Array.from(values).filter((value) => !Number.isNaN(value))));
  return {
    mean: mean === given.mean ? mean : level(mean),
    variance: variance === given.variance ? variance : level(variance),
  };
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function rolled(values: Float64Array, by: number): Float64Array {
  const { length } = values;
  return values.map((_, channel) => values[(channel - by + length) % length]);
}

/** What need not be said of every reading. */
const known = /^the variance read as | read as γ, β, mean, variance$/;

function tellStart(
  { about: { state, tried }, pass, lastPass }: AtStart<Misread>,
  { leastChannels, near, noise, specific, apart, errors, nearer }: Limits<typeof thresholds>,
): readonly Telling[] {
  const channels = state.runningMean?.length ?? 0;
  if (!tried || channels < leastChannels) return [];
  const { asItIs } = tried;
  const others = tried.others.toSorted((a, b) => a.distance - b.distance);
  const error = Math.sqrt(2 / tried.count);
  const least = Math.max(apart, errors * error);
  const most = channels < MANY ? near : Math.max(near, Math.min(noise * error, 1.5 * near));
  const isNearer = (misfit = NaN, fit = NaN): boolean => misfit > Math.max(least, nearer * fit);
  const best = others.find(
    ({ distance, fit, misfit, unspecific, rootFit, rootMisfit }) =>
      distance < most && unspecific > specific * fit && (isNearer(misfit, fit) || isNearer(rootMisfit, rootFit)),
  );
  if (!best) return [];
  const finite = others.filter((one) => one !== best && one.distance < Infinity);
  const none = others.length - 1 - finite.length;
  const rest = finite.map(({ name, distance }) => `${numberText(distance)} with ${name.replace(known, '')}`);
  if (none > 0) rest.push(`+∞ with ${plural(none, 'other')}`);
  const words = {
    severity: 'error',
    label: 'misread',
    message: `${startText('running values', pass)} fit the first batch with ${best.name}: ${numberText(best.distance)} from it, as they stand ${numberText(asItIs)}${rest.length > 0 ? ` (${rest.join('; ')})` : ''}.`,
    remedy: best.remedy,
  } as const;
  const evidence = [{ pass, lastPass, known: tried.pass, weight: asItIs }];
  return [telling({ evidence, channels, example: 'first', words: () => words })];
}
