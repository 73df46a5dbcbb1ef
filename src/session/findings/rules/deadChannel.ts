import type { LayerState } from '../../../engine/index.js';
import { numberText, percentText } from '../../numberText.js';
import { median } from '../../records/index.js';
import type { Look } from '../look.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  ofMedian: {
    default: 1e-3,
    source: 'Of the layer’s median |γ|: pruning by γ (Liu et al. 2017) finds that nothing is lost far above that.',
  },
  alike: { default: 0.99, source: 'Share of a batch’s values that are one and the same: what is left is noise.' },
  certain: {
    default: 6,
    source:
      'Of the logarithm of how much likelier it is than a unit that fires now and then, relu(z − 2) of normal z, beside the number of channels and passes: measured where values of a sample resemble each other, too.',
  },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly channels: number;
  readonly small: Map<number, Small>;
  readonly alike: Map<number, Alike>;
  /** By channel, what speaks for it since some pass. */
  readonly suspects: Map<number, Suspect>;
  looks: number;
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

/** Since some pass. */
interface Suspect {
  readonly pass: number;
  values: number;
  /** Those that are not the usual one. */
  others: number;
  /** As a `UsualValue`'s. */
  squares: number;
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
  explains: ['train-eval-gap', 'distribution-shift', 'outlier-batch', 'cancellation'],

  start(_layer, initial, limits) {
    const channels = initial.gamma?.length ?? initial.runningMean?.length ?? 0;
    const memory = { limits, channels, small: new Map(), alike: new Map(), suspects: new Map(), looks: 0, seen: null };
    lookAtGamma(memory, initial, -1);
    return memory;
  },

  see(memory, look) {
    const { pass, record } = look;
    const { before } = record;
    if (before.gamma !== memory.seen) lookAtGamma(memory, before, pass);
    const { seen, small, limits } = memory;
    for (const one of small.values()) if (seen && isSmall(seen[one.channel], one.typical, limits)) one.lastPass = pass;
    lookAtValues(memory, look);
  },

  tell: ({ small, alike, channels }) => [
    telling({ evidence: [...small.values()], channels, example: 'first', words: wordsOfSmall }),
    telling({ evidence: [...alike.values()], channels, example: 'first', words: wordsOfAlike }),
  ],
};

function lookAtGamma(memory: Memory, { gamma }: LayerState, pass: number): void {
  memory.seen = gamma;
  if (!gamma) return;
  let least = Infinity;
  let most = 0;
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

/** Shares of other values in a dead channel, and in one that fires now and then: Q(2), of relu(z − 2). */
const [DEAD, RARE] = [0.004, 0.0228];
const perSame = Math.log((1 - DEAD) / (1 - RARE));
const perOther = Math.log(RARE / DEAD);

/**
 * Wald's test of the one against the other, begun anew where nothing speaks for it (Page 1954, doi:10.2307/2333009). More than 99 %
 * alike in one batch would say it sooner, and of 9 of 200 healthy programs, too: of relu(z − 2) whose samples fire as a whole (.9 of the
 * variance in common) two in a hundred fire, and a batch of 128 samples shows one or none of them now and then.
 */
function lookAtValues(memory: Memory, { pass, record, batch }: Look): void {
  const { alike, suspects, limits } = memory;
  if (record.kind !== 'computed') return;
  const { usual } = record.facts ?? {};
  if (!usual && suspects.size === 0 && alike.size === 0) return;
  memory.looks += 1;
  for (const channel of suspects.keys()) if (!usual?.has(channel)) suspects.delete(channel);
  for (const [channel, { value, share, squares }] of usual ?? []) {
    const before = alike.get(channel);
    if (before && share > limits.alike) before.lastPass = pass;
    const suspect = suspects.get(channel) ?? { pass, values: 0, others: 0, squares: 0 };
    const { count } = record.moments;
    suspect.values += count;
    suspect.others += Math.round((1 - share) * count);
    suspect.squares += squares;
    const evidence = evidenceOf(suspect, count / (batch?.samples ?? 1));
    if (!(evidence > 0) || before) {
      suspects.delete(channel);
      continue;
    }
    suspects.set(channel, suspect);
    const least = limits.certain + Math.log(memory.looks * record.moments.m2.length);
    if (share <= limits.alike || evidence < least) continue;
    alike.set(channel, { channel, pass: suspect.pass, lastPass: pass, known: pass, weight: 0, value, share });
  }
}

/** By how much likelier a dead channel makes what was seen. */
function evidenceOf({ values, others, squares }: Suspect, perSample: number): number {
  const evidence = (values - others) * perSame - others * perOther;
  if (perSample === 1) return evidence;
  // Kish's design effect, from the pairs of others in one sample; where not many lie apart, a sample counts as one value.
  const shown = 1 + (squares - others + UNSEEN) / (others + 1);
  const isScattered = others >= TELLING && shown < SCATTERED;
  return evidence / (isScattered ? shown : Math.max(shown, perSample));
}

/** Pairs that chance may have hidden. */
const UNSEEN = 4;
/** Others that show well enough how much they come together. */
const TELLING = 12;
const SCATTERED = 1.5;

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
