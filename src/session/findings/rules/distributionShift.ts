import { numberText, signedText } from '../../numberText.js';
import type { BatchStatistics } from '../batchStatistics.js';
import { meanGap, spreadFactor } from '../gapThresholds.js';
import { Course, isTimeToLook } from '../history.js';
import type { Look } from '../look.js';
import { levelOf, studentReach } from '../noise.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';
import { stretchIn } from '../stretch.js';
import type { Usual } from '../usual.js';

const thresholds = {
  meanGap,
  spreadFactor,
  least: { default: 3, source: 'Batches of a stretch; fewer are outliers.' },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  means: Course | null;
  logVariances: Course | null;
  channels: number;
  /** By channel, batches in a row that lie apart from those before. */
  rows: Uint8Array | null;
  seen: number;
  lastLook: number;
  readonly found: Map<number, Moved>;
}

type Statistic = 'mean' | 'spread';

interface Moved extends Evidence {
  readonly channel: number;
  readonly of: Statistic;
  /** Mean, or ln σ², before and since. */
  readonly before: number;
  now: number;
  /** Of the batches before. */
  readonly sigma: number;
  readonly isTrend: boolean;
  lastPass: number;
}

/** Train batches that drift, or a stretch of them that lies elsewhere: the running values come after. */
export const distributionShift: Rule<Memory, typeof thresholds> = {
  id: 'distribution-shift',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/4741',
  explains: ['train-eval-gap', 'outlier-batch', 'between-batch-variance', 'mode-shift'],

  start: (_layer, _state, limits) => ({
    limits,
    means: null,
    logVariances: null,
    channels: 0,
    rows: null,
    seen: 0,
    lastLook: 0,
    found: new Map(),
  }),

  see(memory, look) {
    const { pass, record, batch, trained } = look;
    if (record.plan.mode !== 'train' || !batch) return;
    const channels = (memory.channels = batch.mean.length);
    const means = (memory.means ??= new Course(channels));
    const logVariances = (memory.logVariances ??= new Course(channels));
    memory.rows ??= new Uint8Array(channels);
    means.add(pass, batch.mean);
    logVariances.add(pass, batch.logVariance);
    memory.seen += 1;
    goOn(memory, batch, pass);
    if (memory.seen < 2 * memory.limits.least) return;
    const isDue = isTimeToLook(memory.seen, memory.lastLook);
    if (isDue) memory.lastLook = memory.seen;
    const rows = oddRows(memory, look);
    for (let channel = 0; channel < channels; channel++) {
      if (!(isDue || rows[channel] >= memory.limits.least) || memory.found.has(channel)) continue;
      const moved =
        movedIn(memory, 'mean', means, trained, channel) ?? movedIn(memory, 'spread', logVariances, trained, channel);
      if (moved) memory.found.set(channel, { ...moved, lastPass: moved.lastPass ?? pass, known: pass });
    }
  },

  tell: ({ found, channels }) => [
    telling({ evidence: [...found.values()], channels, example: 'most', words: wordsFor }),
  ],
};

/** Batches in a row that lie apart from all before them, this one included: enough of them are reason to look at once. */
function oddRows({ rows }: Memory, { batch, trained }: Look): Uint8Array {
  if (!batch || !rows) return new Uint8Array(0);
  const { means, logVariances } = trained;
  for (let channel = 0; channel < rows.length; channel++) {
    const isFar =
      means.isBeyond(channel, batch.mean[channel], 3) || logVariances.isBeyond(channel, batch.logVariance[channel], 3);
    rows[channel] = isFar ? Math.min(255, rows[channel] + 1) : 0;
  }
  return rows;
}

/** What is elsewhere lasts as long as batches are nearer to there than to where they came from. */
function goOn({ found }: Memory, { mean, logVariance }: BatchStatistics, pass: number): void {
  for (const one of found.values()) {
    const value = (one.of === 'mean' ? mean : logVariance)[one.channel];
    if (Math.abs(value - one.before) <= Math.abs(one.now - one.before) / 2) continue;
    one.lastPass = pass;
    one.now = value;
  }
}

type Begun = Omit<Moved, 'lastPass' | 'known'> & { readonly lastPass: number | null };

function movedIn(
  { limits, seen, channels }: Memory,
  of: Statistic,
  course: Course,
  trained: Usual,
  channel: number,
): Begun | null {
  const values = course.channel(channel);
  const count = values.length;
  const sigma = trained.sigma(channel);
  const matters = of === 'mean' ? limits.meanGap * sigma : 2 * Math.log(limits.spreadFactor);
  const stretch = stretchIn(values, Math.max(1, Math.ceil(limits.least / course.width)), matters);
  if (!stretch) return null;
  const { from, to, apart, scale, deviation, freedom, isTrend } = stretch;
  // Any two places may be its ends.
  const level = levelOf(seen, channels) / (count * count);
  // Variances of few values that count have heavy tails.
  const reach = studentReach(level, freedom) * (of === 'mean' ? 1 : HEAVY);
  if (!(Math.abs(apart) > reach * deviation * scale)) return null;
  const inside = meanOf(values, from, to);
  return {
    channel,
    pass: course.starts[isTrend ? 0 : from],
    of,
    before: isTrend ? values[0] : inside - apart,
    now: isTrend ? values[count - 1] : inside,
    sigma,
    isTrend,
    weight: Math.abs(of === 'mean' ? apart / sigma : Math.expm1(apart / 2)),
    lastPass: to < count ? course.starts[to] - 1 : null,
  };
}

const HEAVY = 1.5;

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  return sum / (to - from);
}

function wordsFor({ of, before, now, sigma, isTrend, pass, lastPass }: Moved): Words {
  const isMean = of === 'mean';
  const [from, to] = isMean ? [before, now] : [Math.exp(before), Math.exp(now)];
  const far = isMean
    ? `${signedText((now - before) / sigma)} σ`
    : `${numberText(Math.exp((now - before) / 2))} times the σ`;
  const when = isTrend ? 'drifts' : `is another one in passes ${pass + 1} to ${lastPass + 1}`;
  return {
    severity: 'warning',
    label: isTrend ? 'drift' : 'shift',
    message: `The ${isMean ? 'mean' : 'variance'} of the train batches ${when}, from ${numberText(from)} to ${numberText(to)}, ${far}: the running values come after.`,
    remedy:
      'Shuffle over all data; where the input does change, train on it until the running values have followed, or re-estimate them.',
  };
}
