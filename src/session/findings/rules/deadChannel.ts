import type { LayerState } from '../../../engine/index.js';
import { numberText, percentText } from '../../numberText.js';
import { median, type PassRecord } from '../../records/index.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  ofMedian: {
    default: 1e-3,
    source: 'Of the layer’s median |γ|: pruning by γ (Liu et al. 2017) finds that nothing is lost far above that.',
  },
  alike: { default: 0.99, source: 'Share of a batch’s values that are one and the same: what is left is noise.' },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly channels: number;
  readonly small: Map<number, Small>;
  readonly alike: Map<number, Alike>;
  /** γ as it was looked at last. */
  seen: Float64Array | null;
}

/** By its γ. */
interface Small extends Evidence {
  readonly channel: number;
  readonly gamma: number;
  readonly typical: number;
  lastPass: number;
}

/** By its values. */
interface Alike extends Evidence {
  readonly channel: number;
  readonly value: number;
  readonly share: number;
  lastPass: number;
}

/** A channel that says nothing: its γ is nearly 0 beside the layer's others, or nearly all of its values are the same. */
export const deadChannel: Rule<Memory, typeof thresholds> = {
  id: 'dead-channel',
  thresholds,
  link: 'https://github.com/pytorch/vision/issues/648',
  explains: [],

  start(_layer, initial, limits) {
    const channels = initial.gamma?.length ?? initial.runningMean?.length ?? 0;
    const memory = { limits, channels, small: new Map(), alike: new Map(), seen: null };
    lookAtGamma(memory, initial, -1);
    return memory;
  },

  see(memory, { pass, record }) {
    const { before } = record;
    if (before.gamma !== memory.seen) lookAtGamma(memory, before, pass);
    const { seen, small, limits } = memory;
    for (const one of small.values()) if (seen && isSmall(seen[one.channel], one.typical, limits)) one.lastPass = pass;
    lookAtValues(memory, pass, record);
  },

  tell: ({ small, alike, channels }) => [
    telling({ evidence: [...small.values()], channels, example: 'first', words: wordsOfSmall }),
    telling({ evidence: [...alike.values()], channels, example: 'first', words: wordsOfAlike }),
  ],
};

function lookAtGamma(memory: Memory, { gamma }: LayerState, pass: number): void {
  memory.seen = gamma;
  if (!gamma) return;
  let [least, most] = [Infinity, 0];
  for (const value of gamma) {
    const size = Math.abs(value);
    if (!(size >= least)) least = size;
    if (!(size <= most)) most = size;
  }
  // No median is more than the largest; NaN is looked at.
  if (least >= memory.limits.ofMedian * most) return;
  const typical = median(gamma.map(Math.abs));
  for (let channel = 0; channel < gamma.length; channel++) {
    if (!isSmall(gamma[channel], typical, memory.limits) || memory.small.has(channel)) continue;
    const one = { channel, pass, lastPass: pass, known: pass, weight: 0, gamma: gamma[channel], typical };
    memory.small.set(channel, one);
  }
}

/** γ = 0 everywhere is an initialization. */
function isSmall(gamma: number, typical: number, { ofMedian }: Memory['limits']): boolean {
  return Math.abs(gamma) < ofMedian * typical;
}

function lookAtValues({ alike, limits }: Memory, pass: number, record: PassRecord): void {
  const usual = record.kind === 'computed' ? record.facts?.usual : undefined;
  for (const [channel, { value, share }] of usual ?? []) {
    if (share <= limits.alike) continue;
    const before = alike.get(channel);
    if (before) before.lastPass = pass;
    else alike.set(channel, { channel, pass, lastPass: pass, known: pass, weight: 0, value, share });
  }
}

const common = { severity: 'warning', label: 'dead' } as const;

function wordsOfSmall({ gamma, typical }: Small): Words {
  return {
    ...common,
    message: `γ is ${numberText(gamma)} where the layer's median is ${numberText(typical)}: the output is β, whatever comes in.`,
    remedy: 'Remove the channel, or look at what drove its γ to 0.',
  };
}

function wordsOfAlike({ value, share }: Alike): Words {
  return {
    ...common,
    message: `${capital(percentText(share))} of the values are ${numberText(value)}: the few others make all of the variance.`,
    remedy: 'Look at the unit before: it hardly ever fires. Or remove the channel.',
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
