import { meanAt, varianceAt, type Layer, type LayerState } from '../../../engine/index.js';
import { chosenText, numberText, plural, settingText, signedText } from '../../numberText.js';
import { hasTrained } from '../../records/index.js';
import { isOwnStart, isWide } from '../channelGaps.js';
import { distanceFor } from '../effectOf.js';
import type { Look } from '../look.js';
import { telling, type Evidence, type Limits, type Origin, type Rule, type Words } from '../rule.js';

const thresholds = {
  meanGap: {
    default: 0.25,
    source: 'An x̂ that eval centres a quarter of a σ off: a tenth of a normal channel changes its sign.',
  },
  spreadFactor: { default: 1.25, source: 'An x̂ a quarter wider, or narrower, than in training.' },
  errors: {
    default: 5,
    source: 'Standard errors of so many samples: chance carries a mean so far less than once in a million channels.',
  },
};

interface Memory {
  readonly initial: LayerState;
  readonly origin: Origin;
  readonly limits: Limits<typeof thresholds>;
  /** Whether all running values are the convention's own initial ones; false from the pass on that moves them. */
  isInitial: boolean;
  /** Train passes that should have moved them, and the first of those. */
  trained: number;
  firstTrained: number;
  /** Whether they were evaluated with, after that. */
  isEvaluated: boolean;
  layer: Layer;
  found: Found | null;
}

interface Found extends Evidence {
  lastPass: number;
  weight: number;
  /** The latest pass whose batch lies elsewhere; null of a state alone. */
  far: Far | null;
}

interface Far {
  readonly pass: number;
  readonly tracked: number;
  readonly channel: number;
  readonly gap: number;
  readonly spread: number;
}

/**
 * Running values that are exactly the initial ones where they are evaluated, after train passes, or beside a γ and β that have
 * been trained; while the batches lie elsewhere. An evaluation before the planned training is `not-converged`'s to tell.
 */
export const neverUpdated: Rule<Memory, typeof thresholds> = {
  id: 'never-updated',
  thresholds,
  link: 'https://github.com/tensorflow/tensorflow/issues/11965',
  explains: [
    'not-converged',
    'train-eval-gap',
    'stale-statistics',
    'mode-shift',
    'update-count',
    'distribution-shift',
    'expected-differs',
  ],

  start(layer, initial, limits, origin) {
    const isInitial = isAllInitial(layer, initial);
    const isAlone = origin.passes === 'none' || origin.passes === 'unknown';
    const isToTell = isInitial && isAlone && isAffineTrained(initial);
    const found = isToTell ? { pass: -1, lastPass: -1, known: -1, weight: 0, far: null } : null;
    return { initial, origin, limits, isInitial, trained: 0, firstTrained: 0, isEvaluated: false, layer, found };
  },

  see(memory, look) {
    const { pass, record, start, recorded } = look;
    memory.layer = record.layer;
    // Not of a state alone: what its passes do says more.
    if (memory.found?.pass === -1) memory.found = null;
    if (!memory.isInitial || record.kind === 'refused' || record.layer.convention.updates === 'never') return;
    // What the process had says more than what its passes should have made.
    if (start.pass >= 0 || !isSame(memory.initial, recorded?.after ?? record.after)) {
      memory.isInitial = false;
      // A process that only began late to update them has done no harm unless it evaluated before.
      if (!memory.isEvaluated) memory.found = null;
      return;
    }
    if (hasTrained(record)) {
      if (memory.trained === 0) memory.firstTrained = pass;
      memory.trained += 1;
    } else if (memory.trained > 0) memory.isEvaluated = true;
    if (memory.found) memory.found.lastPass = pass;
    // Training is still to come: nothing has failed yet.
    if (memory.trained === 0 && memory.origin.passes !== 'eval') return;
    const far = farthest(look, memory);
    if (!far) return;
    memory.found ??= {
      pass: memory.trained > 0 ? memory.firstTrained : pass,
      lastPass: pass,
      known: pass,
      weight: 0,
      far,
      // What begins earlier has not moved either.
      reaches: () => -1,
    };
    memory.found.far = far;
    memory.found.weight = distanceFor(far.gap, far.spread);
  },

  tell(memory) {
    const { found, initial } = memory;
    if (!found) return [];
    const channels = initial.runningMean?.length ?? 0;
    const words = wordsFor(memory, found);
    return [telling({ evidence: [found], channels, example: 'first', words: () => words })];
  },
};

function isAllInitial(layer: Layer, state: LayerState): boolean {
  return state.runningMean?.every((_, channel) => isOwnStart(layer, state, channel)) ?? false;
}

type RunningPair = Pick<LayerState, 'runningMean' | 'runningVar'>;

/** Equal to the bit, whatever array holds them. */
function isSame(a: RunningPair, b: RunningPair): boolean {
  return isEqual(a.runningMean, b.runningMean) && isEqual(a.runningVar, b.runningVar);
}

function isEqual(a: Float64Array | null, b: Float64Array | null): boolean {
  return a === b || (a !== null && b !== null && a.every((value, channel) => value === b[channel]));
}

/** Other ones in other channels: constants may be an initialization. */
function isAffineTrained({ gamma, beta }: LayerState): boolean {
  return [gamma, beta].some((values) => values?.some((value) => value !== values[0]));
}

/** The channel whose batch lies farthest from the initial values, and beyond chance; null where there is none. */
function farthest({ pass, record, recorded }: Look, { initial, limits }: Memory): Far | null {
  const { moments, shape, layer, plan, after } = record;
  const { runningMean, runningVar } = initial;
  if (!moments || !runningMean || !runningVar) return null;
  const { eps } = layer.convention;
  const samples = Math.min(moments.count, shape?.[0] ?? 1);
  const error = limits.errors / Math.sqrt(samples);
  const tracked = recorded?.state.numBatchesTracked ?? after.numBatchesTracked;
  let far: Far | null = null;
  for (let channel = 0; channel < moments.shift.length; channel++) {
    const isConstant = moments.min[channel] === moments.max[channel];
    if ((isConstant && plan.mode === 'train') || moments.nonFinite[channel] > 0) continue;
    const width = runningVar[channel] + eps;
    const gap = (meanAt(moments, channel) - runningMean[channel]) / Math.sqrt(width);
    const spread = Math.sqrt((varianceAt(moments, channel) + eps) / width);
    const isOff =
      Math.abs(gap) > Math.max(limits.meanGap, error * spread) ||
      (!isConstant && isWide(spread, limits.spreadFactor) && Math.abs(Math.log(spread)) > error);
    if (isOff && !(far && Math.abs(far.gap) >= Math.abs(gap))) far = { pass, tracked, channel, gap, spread };
  }
  return far;
}

function wordsFor({ initial, layer, trained, origin }: Memory, { far }: Found): Words {
  const { initialMean, initialVar, momentum, momentumWeighs } = layer.convention;
  const still = `The running values are still the initial ${chosenText(initialMean ?? 0)}, ${chosenText(initialVar ?? 1)}`;
  const tracked = far?.tracked ?? initial.numBatchesTracked;
  const counted = `numBatchesTracked ${tracked}`;
  const isStuck = momentum === (momentumWeighs === 'batch' ? 0 : 1);
  const lies = far ? `; ${farText(far)}` : '';
  const common = { severity: 'error', label: 'never updated' } as const;
  if (trained > 0) {
    const reason = isStuck
      ? `: momentum ${settingText(momentum)} gives a batch no weight`
      : ', which none of them has moved';
    return {
      ...common,
      message: `${still} after ${plural(trained, 'train pass', 'train passes')} (${counted})${reason}${lies}.`,
      remedy: isStuck
        ? `Set a momentum that lets batches count, such as ${momentumWeighs === 'batch' ? '0.1' : '0.9'}.`
        : 'Look at what keeps the running values from being updated: the mode, a freeze, an update operation that is not run.',
    };
  }
  const hasLost = isAffineTrained(initial);
  const why = hasLost
    ? origin.givesRunning || tracked > 0
      ? ', though γ or β have been trained'
      : ', though γ or β have been trained: the checkpoint was loaded without its buffers'
    : ': no train pass has run';
  return {
    ...common,
    message: `${still} (${counted})${why}${lies}.`,
    remedy: hasLost
      ? 'Load the running mean and variance with γ and β, or re-estimate them on the training data.'
      : 'Run train passes before evaluating, or load the running values of a trained layer.',
  };
}

function farText({ pass, channel, gap, spread }: Far): string {
  return `the batch of pass ${pass + 1} lies ${signedText(gap)} σ away in channel ${channel}, where its σ is ${numberText(spread)} times theirs`;
}
