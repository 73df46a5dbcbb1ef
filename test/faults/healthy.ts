import type { Mode } from '../../src/engine/index.js';
import type { Session } from '../../src/session/run/session.js';
import { measuredProgram, type MadeBatch } from './program.js';
import { Random } from './random.js';
import { FAMILIES, standardNormal } from './values.js';

/** More values in a program would take longer and show nothing else. */
const MOST_VALUES = 1_500_000;

/** A program in which nothing is wrong, whatever its numbers look like. */
export interface Healthy {
  readonly about: string;
  readonly session: Session;
  /**
   * What the layer's own start makes of the running values where they are first evaluated, or at the end, in the channel where
   * it makes most: |mean gap| in running σ, and the larger of s and 1/s.
   */
  readonly left: { readonly gap: number; readonly spread: number };
}

/** Rows of an image of which one is less than a twentieth. */
const BORDERED = 24;

/** No axis, one (a sequence), or two (an image). */
function innerOf(random: Random, positions: number): readonly number[] {
  if (positions === 1) return [];
  const rows = positions === 600 ? 24 : Math.sqrt(positions);
  return Number.isInteger(rows) && random.uniform() < 0.6 ? [rows, positions / rows] : [positions];
}

function clearLastRow(values: Float64Array, [rows, columns]: readonly number[]): void {
  for (let at = (rows - 1) * columns; at < values.length; at += rows * columns) values.fill(0, at, at + columns);
}

/** One of each seed: fresh from its first pass on, or with a state that fits; trained, evaluated, or both. */
export async function healthyProgram(seed: number): Promise<Healthy> {
  const random = new Random(seed);
  const family = random.oneOf(FAMILIES);
  const likeness = {
    ofSample: random.oneOf([0, 0, 0.1, 0.5, 0.9]),
    window: random.oneOf([1, 1, 3, 9]),
    ofChannels: random.oneOf([0, 0, 0.3, 0.8]),
  };
  const samples = random.oneOf([16, 16, 24, 32, 64, 128, 256]);
  const positions = Math.max(Math.ceil(64 / samples), random.oneOf([1, 1, 4, 16, 49, 64, 64, 600]));
  const inner = innerOf(random, positions);
  const isFresh = random.uniform() < 0.6;
  const weight = random.oneOf([0.1, 0.1, 0.2, 0.05, 0.3]);
  const least = Math.ceil(5 / weight);
  const passes = isFresh ? least + random.whole(0, least) : random.oneOf([1, 2, 3, 5, 8, 13, 30, 60, 120]);
  const most = Math.max(1, Math.floor(MOST_VALUES / (passes * samples * positions)));
  const channels = Math.min(most, random.oneOf([1, 2, 3, 8, 16, 32, 64, 128, 512]));
  const means = Float64Array.from({ length: channels }, () => random.normal() * 2);
  // Of one layer, channels are of one size, within a factor of ten.
  const size = random.between(-3, 3);
  const sigmas = Float64Array.from({ length: channels }, () => Math.exp(size + random.between(-1, 1)));
  const kind = isFresh ? random.oneOf(['train', 'mixed']) : random.oneOf(['train', 'eval', 'mixed']);
  const convention = random.oneOf(isFresh ? ['pytorch', 'keras', 'flax'] : ['pytorch', 'keras', 'flax', 'frozen']);
  const [unit, centre] = [Math.sqrt(family.variance), family.mean];
  const runningMean = means.map((mean, channel) => mean * sigmas[channel]);
  const runningVar = sigmas.map((sigma) => sigma ** 2);

  const modeOf = (pass: number): Mode =>
    kind === 'train' ? 'train' : kind === 'eval' || (pass >= least && random.uniform() < 0.3) ? 'eval' : 'train';
  let isEvaluated = false;
  let trained = 0;
  const batches = function* (): Generator<MadeBatch> {
    for (let pass = 0; pass < passes; pass++) {
      const values = standardNormal(random, samples, channels, positions, likeness);
      for (let i = 0; i < values.length; i++) {
        const channel = Math.floor(i / positions) % channels;
        const x = (family.value(random, values[i]) - centre) / unit;
        values[i] = sigmas[channel] * (means[channel] + x);
      }
      // What a padded image keeps of its border: a row of zeros, too few to matter.
      if (isBordered) clearLastRow(values, inner);
      const mode = modeOf(pass);
      if (mode === 'eval') isEvaluated = true;
      else if (!isEvaluated) trained += 1;
      yield { mode, shape: [samples, channels, ...inner], values };
    }
  };
  const isBordered = inner.length === 2 && inner[0] >= BORDERED && random.uniform() < 0.5;
  const session = await measuredProgram({
    convention,
    changes: { momentum: convention === 'pytorch' ? weight : 1 - weight },
    state: isFresh ? {} : { runningMean, runningVar },
    batches: batches(),
  });

  const rest = isFresh ? (1 - weight) ** trained : 0;
  const { passes: records } = session;
  const { after } = records.find(({ plan }) => plan.mode === 'eval') ?? records[records.length - 1];
  const left = { gap: 0, spread: 1 };
  after.runningVar?.forEach((variance, channel) => {
    const gap = (rest * Math.abs(after.runningMean?.[channel] ?? 0)) / Math.sqrt(variance);
    const spread = Math.sqrt(variance / Math.max(0, variance - rest));
    left.gap = Math.max(left.gap, gap);
    left.spread = Math.max(left.spread, spread, 1 / spread);
  });
  const about = `${seed}: ${family.name}, ${JSON.stringify(likeness)}, ${convention}, m ${weight}, ${isFresh ? 'fresh' : 'given'}, ${kind}, ${passes} × [${[samples, channels, ...inner].join(', ')}]`;
  return { about, session, left };
}
