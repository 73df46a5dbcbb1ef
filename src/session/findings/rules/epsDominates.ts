import { conventionNamed, usesBatchStatistics, type LayerState } from '../../../engine/index.js';
import { numberText, settingText } from '../../numberText.js';
import type { PassRecord } from '../../records/index.js';
import { ChannelSet } from '../channelSet.js';
import { startText } from '../look.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  usual: {
    default: 1e-5,
    source:
      'The smallest eps that frameworks have by default: under a larger default of the convention, its own choice says why.',
  },
  leastValues: {
    default: 64,
    source: 'A variance of few values is near 0 by chance.',
  },
  range: {
    default: 100,
    source:
      'Times the variance, and of N / 2 at most: so wide is (max − min)² of a million normal values; of a rarely firing unit that hardly fired in this batch it is wider.',
  },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly channels: number;
  readonly found: Map<number, Small>;
  /** Channels that some batch has shown to be wider: what is small once is chance. */
  readonly wide: ChannelSet;
}

interface Small extends Evidence {
  readonly channel: number;
  readonly variance: number;
  readonly eps: number;
  readonly convention: PassRecord['layer']['convention'];
  readonly whose: 'given' | 'running' | 'batch';
  lastPass: number;
}

/** A variance that eps outweighs: x̂ is narrower than 1, by how much another framework's eps decides. */
export const epsDominates: Rule<Memory, typeof thresholds> = {
  id: 'eps-dominates',
  thresholds,
  link: 'https://github.com/pytorch/vision/issues/648',
  explains: [],

  start({ convention }, initial, limits) {
    const memory = { limits, channels: initial.runningVar?.length ?? 0, found: new Map(), wide: new ChannelSet() };
    lookAtState(memory, initial, -1, convention, 'given');
    return memory;
  },

  see(memory, { pass, record, start }) {
    const { layer, plan, before, moments } = record;
    const { convention } = layer;
    if (start.pass === pass) lookAtState(memory, start.state, pass, convention, 'given');
    if (record.kind === 'refused' || !moments) return;
    if (!usesBatchStatistics(layer, plan.mode)) {
      lookAtState(memory, before, pass, convention, 'running');
      return;
    }
    const limit = limitFor(convention, memory.limits);
    const { m2, count, min, max, nonFinite } = moments;
    const { leastValues, range } = memory.limits;
    if (count < leastValues) return;
    // Of a variance below eps alone, 6 of 200 healthy programs are told: units that hardly fired in one batch.
    const widest = Math.min(range, count / 2);
    for (let channel = 0; channel < m2.length; channel++) {
      const variance = m2[channel] / count;
      if (variance >= limit) memory.wide.add(channel);
      if (variance >= limit || nonFinite[channel] > 0 || memory.wide.has(channel)) continue;
      // Constant: `zero-variance` tells.
      if (variance > 0 && (max[channel] - min[channel]) ** 2 < widest * variance)
        note(memory, channel, variance, pass, convention, 'batch');
    }
  },

  tell: ({ found, channels }) => [
    telling({ evidence: [...found.values()], channels, example: 'most', words: wordsFor }),
  ],
};

type Convention = Small['convention'];

/** Where eps is the convention's default, only what any default outweighs. */
function limitFor({ key, eps }: Convention, { usual }: Limits<typeof thresholds>): number {
  return eps === conventionNamed(key).eps ? Math.min(eps, usual) : eps;
}

function lookAtState(
  memory: Memory,
  { runningVar }: LayerState,
  pass: number,
  convention: Convention,
  whose: Small['whose'],
): void {
  const limit = limitFor(convention, memory.limits);
  for (let channel = 0; runningVar && channel < runningVar.length; channel++) {
    const variance = runningVar[channel];
    if (variance >= 0 && variance < limit) note(memory, channel, variance, pass, convention, whose);
  }
}

function note(
  { found }: Memory,
  channel: number,
  variance: number,
  pass: number,
  convention: Convention,
  whose: Small['whose'],
): void {
  const before = found.get(channel);
  if (before) {
    before.lastPass = pass;
    return;
  }
  const { eps } = convention;
  const weight = 1 - Math.sqrt(variance / (variance + eps));
  found.set(channel, { channel, pass, lastPass: pass, known: pass, weight, variance, eps, convention, whose });
}

function wordsFor({ variance, eps, convention, whose, pass }: Small): Words {
  const what =
    whose === 'given'
      ? startText('running variance', pass)
      : whose === 'running'
        ? 'Running variance'
        : 'Batch variance';
  const { eps: usual, name } = conventionNamed(convention.key);
  const other = usual === eps ? '' : ` (${name}'s default is ${settingText(usual)})`;
  return {
    severity: 'warning',
    label: 'eps dominates',
    message: `${what}${whose === 'given' ? ' is' : ''} ${numberText(variance)}, less than eps ${settingText(eps)}${other}: x̂ of such values has σ ${numberText(Math.sqrt(variance / (variance + eps)))} and not 1.`,
    remedy:
      usual === eps
        ? 'Scale the input up, or choose an eps below its variance.'
        : 'Set eps to what the layer was trained with.',
  };
}
