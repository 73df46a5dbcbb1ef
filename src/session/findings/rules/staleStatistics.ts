import { initialWeight, type Layer, type LayerState, type Mode } from '../../../engine/index.js';
import { countText, numberText } from '../../numberText.js';
import type { BatchStatistics } from '../batchStatistics.js';
import { isOwnStart } from '../channelGaps.js';
import { meanGap, spreadFactor } from '../gapThresholds.js';
import type { Look } from '../look.js';
import { addLight, shiftOfMost, type Shift } from '../mostChannels.js';
import { shiftToOneSide } from '../oneSided.js';
import { levelOf } from '../noise.js';
import { telling, type Evidence, type Limits, type Rule, type Telling, type Words } from '../rule.js';
import { Starts } from '../starts.js';
import { Usual } from '../usual.js';

const thresholds = {
  meanGap,
  spreadFactor,
  first: {
    default: 0.5,
    source:
      'Share of the distance that the very first batch must show: where it grows from pass to pass it is a drift.',
  },
  looks: {
    default: 16,
    source:
      'Passes after which statistics that still fit are taken to do so: what comes later is a drift, or another mode.',
  },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly starts: Starts<Given>;
}

/** Of one start. */
interface Given {
  readonly state: LayerState;
  /** Before the first pass: what is set on the way, no count belongs to. */
  readonly isInitial: boolean;
  /** Passes of the mode that the first one has. */
  seen: {
    readonly mode: Mode;
    readonly first: number;
    readonly batch: BatchStatistics;
    readonly passes: Usual;
    readonly light: Uint32Array;
  } | null;
  samples: number;
  /** Whether they were off from the first one on. */
  isOver: boolean;
  found: Stale | null;
}

interface Stale extends Evidence {
  readonly shift: Shift;
  readonly gap: number;
  readonly spread: number;
  lastPass: number;
}

/** Noise of running values that were given, in that of one batch: they are taken for an average of ten batches or more. */
const NOISE = 0.1;

/**
 * Given running values that the very first batches do not fit, in most channels: they belong to other weights or other data,
 * as after averaging the weights of several models, or loading them anew.
 */
export const staleStatistics: Rule<Memory, typeof thresholds> = {
  id: 'stale-statistics',
  thresholds,
  link: 'https://github.com/huggingface/pytorch-image-models/issues/224',
  explains: ['train-eval-gap', 'distribution-shift', 'mode-shift'],

  start: (_layer, initial, limits) => ({
    limits,
    starts: new Starts(initial, (state) => ({
      ...{ state, isInitial: state === initial },
      ...{ seen: null, samples: Infinity, isOver: false, found: null },
    })),
  }),

  see({ limits, starts }, look) {
    const given = starts.see(look);
    const { record, pass } = look;
    // What train normalizes by, too, is not stale beside it: `train-eval-gap` tells how far the input lies from it.
    if (record.kind === 'refused' || record.layer.convention.updates === 'never') return;
    if (given.found) given.found.lastPass = pass;
    else if (!given.isOver) judge(given, look, limits);
  },

  tell: ({ starts }) => starts.all.flatMap(({ about }) => tellGiven(about)),
};

function judge(given: Given, look: Look, limits: Limits<typeof thresholds>): void {
  const { batch, record, pass } = look;
  const { runningMean, runningVar } = given.state;
  const { moments, layer, plan } = record;
  if (!batch || !moments || !runningMean || !runningVar || isUntouched(layer, given.state) || isYoung(layer, given)) {
    given.isOver ||= batch !== null;
    return;
  }
  const channels = batch.mean.length;
  const seen = (given.seen ??= {
    mode: plan.mode,
    first: pass,
    batch,
    passes: new Usual(channels),
    light: new Uint32Array(channels),
  });
  if (plan.mode !== seen.mode) return;
  seen.passes.add(batch);
  given.samples = Math.min(given.samples, batch.samples);
  addLight(seen.light, moments, batch);
  const { eps } = layer.convention;
  const sigma = (channel: number): number => Math.sqrt(runningVar[channel] + eps);
  const { passes, light } = seen;
  const compared = { passes, samples: given.samples, mean: runningMean, sigma, noise: NOISE, scatter: passes, light };
  const level = levelOf(passes.passes, 1);
  const shift = shiftOfMost(compared, level, limits) ?? shiftToOneSide(compared, level, limits);
  given.isOver = shift !== null || passes.passes >= limits.looks;
  if (!shift || shareOfFirst(seen.batch, passes, runningMean, sigma) < limits.first) return;
  const { worst, size } = shift;
  const gap = (passes.means.mean[worst] - runningMean[worst]) / sigma(worst);
  const spread = passes.sigma(worst) / sigma(worst);
  given.found = { pass: seen.first, lastPass: pass, known: pass, weight: size, shift, gap, spread };
}

/** What of the distance that all passes show the first of them shows, over all channels. */
function shareOfFirst(
  first: BatchStatistics,
  passes: Usual,
  runningMean: Float64Array,
  sigma: (channel: number) => number,
): number {
  let shown = 0;
  let all = 0;
  const add = (own: number, usual: number): void => {
    if (!Number.isFinite(own) || !Number.isFinite(usual)) return;
    shown += own * Math.sign(usual);
    all += Math.abs(usual);
  };
  for (let channel = 0; channel < runningMean.length; channel++) {
    const one = sigma(channel);
    add((first.mean[channel] - runningMean[channel]) / one, (passes.means.mean[channel] - runningMean[channel]) / one);
    add(Math.log(first.sigma[channel] / one), Math.log(passes.sigma(channel) / one));
  }
  return shown / all;
}

/** Whether all channels start where the convention has them start: they are not somebody's. */
function isUntouched(layer: Layer, state: LayerState): boolean {
  return state.runningMean?.every((_, channel) => isOwnStart(layer, state, channel)) ?? true;
}

/** What of the convention's own start explains that a batch does not fit. */
const YOUNG = 0.05;

/** Whether so few batches were counted that the layer's own start explains what does not fit: they are not somebody's. */
function isYoung(layer: Layer, { state: { numBatchesTracked }, isInitial }: Given): boolean {
  const { average, initialMean } = layer.convention;
  const isCounted = isInitial && numBatchesTracked > 0 && average === 'exponential' && initialMean !== null;
  return isCounted && initialWeight(layer, numBatchesTracked) > YOUNG;
}

function tellGiven({ found }: Given): readonly Telling[] {
  if (!found) return [];
  return [telling({ evidence: [found], channels: found.shift.channels, example: 'first', words: wordsFor })];
}

function wordsFor({ shift, gap, spread }: Stale): Words {
  const { count, channels, worst } = shift;
  return {
    severity: 'warning',
    label: 'stale',
    message: `The running values fit ${countText(count)} of ${countText(channels)} channels no more from the first batch on: that of channel ${worst} lies ${numberText(Math.abs(gap))} σ away, with ${numberText(spread)} times the σ.`,
    remedy:
      'Re-estimate the statistics with the weights as they are now: averaged, merged or changed weights need their own.',
  };
}
