import { countText, numberText, signedText } from '../../numberText.js';
import { meanGap, spreadFactor } from '../gapThresholds.js';
import type { Look } from '../look.js';
import { addLight, areMost, areMostLight, shiftOfMost, type Shift } from '../mostChannels.js';
import { exponentialReach, levelOf, studentReach } from '../noise.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';
import { Scatter } from '../scatter.js';
import { Usual } from '../usual.js';

const thresholds = { meanGap, spreadFactor };

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  evaluated: Usual | null;
  light: Uint32Array;
  samples: number;
  /** How the means over the channels of the gap and of ln σ² scatter over the train passes, and over the eval passes. */
  readonly together: { readonly train: Together; readonly eval: Together };
  first: number;
  found: ModeShift | null;
}

interface Together {
  readonly gap: Scatter;
  readonly logVariance: Scatter;
}

interface ModeShift extends Evidence {
  readonly shift: Shift;
  readonly gap: number;
  readonly spread: number;
  lastPass: number;
}

/** So many train passes say what is usual. */
const LEAST_TRAINED = 3;
/** And so many how the mean over the channels scatters. */
const LEAST_TOGETHER = 8;

/** A layer whose input is another one in eval than in training: dropout or augmentation before it. No running value can be right. */
export const modeShift: Rule<Memory, typeof thresholds> = {
  id: 'mode-shift',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/100048',
  explains: ['train-eval-gap'],

  start: (_layer, _state, limits) => ({
    limits,
    evaluated: null,
    light: new Uint32Array(0),
    samples: Infinity,
    together: { train: together(), eval: together() },
    first: -1,
    found: null,
  }),

  see(memory, look) {
    const { batch, record, trained } = look;
    if (!batch) return;
    memory.samples = Math.min(memory.samples, batch.samples);
    if (record.plan.mode === 'train') {
      if (trained.passes >= LEAST_TRAINED) addTo(memory.together.train, look);
    } else if (trained.passes >= LEAST_TRAINED) judge(memory, look);
  },

  tell: ({ found }) =>
    found ? [telling({ evidence: [found], channels: found.shift.channels, example: 'first', words: wordsFor })] : [],
};

function together(): Together {
  return { gap: new Scatter(1), logVariance: new Scatter(1) };
}

const one = new Float64Array(1);

/** Means over the channels of how far a batch is from those of the train passes before. */
function addTo({ gap, logVariance }: Together, { batch, trained }: Look): void {
  if (!batch) return;
  let gaps = 0;
  let logs = 0;
  let count = 0;
  const { means, logVariances } = trained;
  for (let channel = 0; channel < batch.mean.length; channel++) {
    const log = batch.logVariance[channel] - logVariances.mean[channel];
    const far = (batch.mean[channel] - means.mean[channel]) / trained.sigma(channel);
    // NaN or infinite: one of them is.
    if (log - log + (far - far) !== 0) continue;
    gaps += far;
    logs += log;
    count += 1;
  }
  one[0] = gaps / count;
  gap.add(one);
  one[0] = logs / count;
  logVariance.add(one);
}

function judge(memory: Memory, look: Look): void {
  const { limits } = memory;
  const { batch, record, trained, pass, gaps } = look;
  const { moments } = record;
  if (!batch || !moments || !gaps) return;
  if (memory.found) {
    memory.found.lastPass = pass;
    return;
  }
  const channels = batch.mean.length;
  if (!memory.evaluated) {
    memory.evaluated = new Usual(channels);
    memory.light = new Uint32Array(channels);
    memory.first = pass;
  }
  const { evaluated, light, samples } = memory;
  evaluated.add(batch);
  addTo(memory.together.eval, look);
  addLight(light, moments, batch);
  const level = levelOf(evaluated.passes, 1);
  const { mean } = trained.means;
  const sigma = (channel: number): number => trained.sigma(channel);
  const compared = { passes: evaluated, samples, mean, sigma, noise: 1 / trained.passes, scatter: trained, light };
  const shift = shiftOfMost(compared, level, limits) ?? shiftTogether(memory, compared, level);
  // Where the train passes moved there, too, it is no matter of the mode: the running values have followed.
  if (!shift || !isAwayFromRunning(look, limits)) return;
  const { worst, size } = shift;
  const gap = (evaluated.means.mean[worst] - mean[worst]) / sigma(worst);
  const spread = evaluated.sigma(worst) / sigma(worst);
  memory.found = { pass: memory.first, lastPass: pass, known: pass, weight: size, shift, gap, spread };
}

/** A shift of most channels to one side, where their mean over the channels is beyond what it shows in training. */
function shiftTogether(
  { together: { train, eval: evaluated }, limits }: Memory,
  compared: Parameters<typeof shiftOfMost>[0],
  level: number,
): Shift | null {
  const seen = train.gap.count[0];
  if (seen < LEAST_TOGETHER) return null;
  const one = areMostLight(compared) ? studentReach(level, seen - 1) : exponentialReach(level, seen);
  const reach = one * Math.sqrt(1 / compared.passes.passes + compared.noise);
  const isBeyond = (of: keyof Together): boolean => {
    const apart = Math.abs(evaluated[of].mean[0] - train[of].mean[0]);
    const matters = of === 'gap' ? limits.meanGap : 2 * Math.log(limits.spreadFactor);
    return apart > matters && apart > reach * train[of].deviation(0);
  };
  const shift = shiftOfMost(compared, level, limits, true);
  if (!shift) return null;
  const { sides, channels } = shift;
  const isToOneSide =
    (areMost(Math.abs(sides.mean), channels) && isBeyond('gap')) ||
    (areMost(Math.abs(sides.spread), channels) && isBeyond('logVariance'));
  return isToOneSide ? shift : null;
}

function isAwayFromRunning({ gaps }: Look, { meanGap: far, spreadFactor: wide }: Limits<typeof thresholds>): boolean {
  if (!gaps) return false;
  let count = 0;
  let known = 0;
  for (let channel = 0; channel < gaps.gap.length; channel++) {
    const spread = gaps.batchSpread[channel];
    if (Number.isNaN(spread)) continue;
    known += 1;
    // Half of it: the running values scatter, and have moved a part of the way.
    if (Math.abs(gaps.batchGap[channel]) > far / 2 || Math.abs(Math.log(spread)) > Math.log(wide) / 2) count += 1;
  }
  return areMost(count, known);
}

function wordsFor({ shift, gap, spread }: ModeShift): Words {
  const { count, channels, worst } = shift;
  return {
    severity: 'warning',
    label: 'other input',
    message: `In eval the input is another one than in training, in ${countText(count)} of ${countText(channels)} channels: in channel ${worst} its mean lies ${signedText(gap)} σ from where it was, with ${numberText(spread)} times the σ.`,
    remedy:
      'Look at what stands before this layer and differs between the modes: dropout, augmentation, another preparation of the data.',
  };
}
