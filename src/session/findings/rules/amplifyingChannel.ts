import { isAffine, type Layer, type LayerState } from '../../../engine/index.js';
import { numberText } from '../../numberText.js';
import { median } from '../../records/index.js';
import { startText } from '../look.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  medians: { default: 100, source: 'Times the layer’s median: no other channel comes near.' },
  narrow: {
    default: 1e-4,
    source:
      'Ten times PyTorch’s eps. Above it a channel is as narrow as its variance says, and the scale makes up for that.',
  },
  gammas: { default: 10, source: 'Times the median |γ|: then it is γ that blows up, however wide the channel is.' },
  scale: { default: 10, source: 'In torchvision#648 a running variance of 1.9e−14 made some 1,000 of it.' },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly channels: number;
  readonly found: Map<number, Amplifying>;
  /** The state that was looked at last. */
  seen: LayerState | null;
}

interface Amplifying extends Evidence {
  readonly channel: number;
  readonly given: boolean;
  readonly gamma: number;
  readonly variance: number;
  readonly scale: number;
  readonly typical: number;
  lastPass: number;
}

/** A channel that evaluation blows up whatever comes: γ / √(running var + eps), beside the layer's others. */
export const amplifyingChannel: Rule<Memory, typeof thresholds> = {
  id: 'amplifying-channel',
  thresholds,
  link: 'https://github.com/pytorch/vision/issues/648',
  explains: ['eps-dominates'],

  start(layer, initial, limits) {
    const memory = { limits, channels: initial.runningVar?.length ?? 0, found: new Map(), seen: null };
    lookAt(memory, layer, initial, -1, true);
    return memory;
  },

  see(memory, { pass, record: { layer, before, after }, start }) {
    if (before !== memory.seen) lookAt(memory, layer, before, pass, start.pass === pass);
    if (after !== before) lookAt(memory, layer, after, pass, false);
    // As it stood when the pass began, which is when it was evaluated.
    for (const one of memory.found.values()) if (isStill(one, before, memory.limits)) one.lastPass = pass;
  },

  tell: ({ found, channels }) => [
    telling({ evidence: [...found.values()], channels, example: 'most', words: wordsFor }),
  ],
};

function lookAt(memory: Memory, layer: Layer, state: LayerState, pass: number, given: boolean): void {
  memory.seen = state;
  const { gamma, runningVar } = state;
  const { eps } = layer.convention;
  if (!runningVar || (gamma && gamma.length !== runningVar.length) || state.linear) return;
  const { scale: least, medians, narrow, gammas } = memory.limits;
  const affine = gamma && isAffine(layer) ? gamma : null;
  const gammaOf = (channel: number): number => Math.abs(affine ? affine[channel] : 1);
  const scaleOf = (channel: number): number => gammaOf(channel) / Math.sqrt(runningVar[channel] + eps);
  let typical: number | undefined;
  let typicalGamma: number | undefined;
  const nearly = 0.99 * least * least;
  for (let channel = 0; channel < runningVar.length; channel++) {
    // Roots are for the few that may be so large.
    const factor = affine ? affine[channel] : 1;
    if (factor * factor < nearly * (runningVar[channel] + eps)) continue;
    const scale = scaleOf(channel);
    // NaN of a negative variance is another rule's.
    if (!(scale > least) || scale === Infinity || memory.found.has(channel)) continue;
    // By the first two alone, 3 of 200 healthy programs are told whose channels have σ from e⁻⁴ to e⁴: there each is as narrow as
    // it says. Beyond 100 by itself none of those comes. Medians are for the few that may be told.
    if (runningVar[channel] >= narrow && !(scale > medians)) {
      typicalGamma ??= affine ? medianOf(affine.length, gammaOf) : 1;
      if (!(gammaOf(channel) > gammas * typicalGamma)) continue;
    }
    typical ??= medianOf(runningVar.length, scaleOf);
    if (!(scale > medians * typical)) continue;
    memory.found.set(channel, {
      channel,
      pass,
      lastPass: pass,
      known: pass,
      weight: Math.log10(scale / typical),
      given,
      gamma: gamma?.[channel] ?? 1,
      variance: runningVar[channel],
      scale,
      typical,
    });
  }
}

/** Of those that are numbers. */
function medianOf(channels: number, at: (channel: number) => number): number {
  const values = new Float64Array(channels);
  let count = 0;
  for (let channel = 0; channel < channels; channel++) {
    const value = at(channel);
    if (!Number.isNaN(value)) values[count++] = value;
  }
  return median(values, count);
}

function isStill({ channel, typical }: Amplifying, state: LayerState, { scale, medians }: Memory['limits']): boolean {
  const variance = state.runningVar?.[channel] ?? Infinity;
  const gamma = Math.abs(state.gamma?.[channel] ?? 1);
  return gamma / Math.sqrt(variance) > Math.max(scale, medians * typical);
}

function wordsFor({ given, pass, gamma, variance, scale, typical }: Amplifying): Words {
  const what = given ? `${startText('running variance', pass)} is` : 'The running variance is';
  return {
    severity: 'warning',
    label: 'amplifies',
    message: `${what} ${numberText(variance)} where γ is ${numberText(gamma)}: evaluation multiplies what comes in by ${numberText(scale)}, the layer's median channel by ${numberText(typical)}.`,
    remedy: 'Set γ of the channel to 0 or prune it; or raise eps, as far as the other channels allow.',
  };
}
