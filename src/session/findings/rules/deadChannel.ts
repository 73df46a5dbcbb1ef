import type { LayerState } from '../../../engine/index.js';
import { numberText } from '../../numberText.js';
import { median } from '../../records/index.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  ofMedian: {
    default: 1e-3,
    source: 'Of the layer’s median |γ|: pruning by γ (Liu et al. 2017) finds that nothing is lost far above that.',
  },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly channels: number;
  readonly found: Map<number, Dead>;
  /** γ as it was looked at last. */
  seen: Float64Array | null;
}

interface Dead extends Evidence {
  readonly channel: number;
  readonly gamma: number;
  readonly typical: number;
  lastPass: number;
}

/** A channel that says nothing: its γ is nearly 0 beside the layer's others. */
export const deadChannel: Rule<Memory, typeof thresholds> = {
  id: 'dead-channel',
  thresholds,
  link: 'https://github.com/pytorch/vision/issues/648',
  explains: [],

  start(_layer, initial, limits) {
    const memory = { limits, channels: initial.gamma?.length ?? 0, found: new Map(), seen: null };
    lookAt(memory, initial, -1);
    return memory;
  },

  see(memory, { pass, record: { before } }) {
    if (before.gamma !== memory.seen) lookAt(memory, before, pass);
    const { seen, found, limits } = memory;
    for (const one of found.values()) if (seen && isDead(seen[one.channel], one.typical, limits)) one.lastPass = pass;
  },

  tell: ({ found, channels }) => [
    telling({ evidence: [...found.values()], channels, example: 'first', words: wordsFor }),
  ],
};

function lookAt(memory: Memory, { gamma }: LayerState, pass: number): void {
  memory.seen = gamma;
  if (!gamma) return;
  const typical = median(gamma.map(Math.abs));
  for (let channel = 0; channel < gamma.length; channel++) {
    if (!isDead(gamma[channel], typical, memory.limits) || memory.found.has(channel)) continue;
    const one = { channel, pass, lastPass: pass, known: pass, weight: 0, gamma: gamma[channel], typical };
    memory.found.set(channel, one);
  }
}

/** γ = 0 everywhere is an initialization. */
function isDead(gamma: number, typical: number, { ofMedian }: Memory['limits']): boolean {
  return Math.abs(gamma) < ofMedian * typical;
}

function wordsFor({ gamma, typical }: Dead): Words {
  return {
    severity: 'warning',
    label: 'dead',
    message: `γ is ${numberText(gamma)} where the layer's median is ${numberText(typical)}: the output is β, whatever comes in.`,
    remedy: 'Remove the channel, or look at what drove its γ to 0.',
  };
}
