import type { LayerState } from '../../../engine/index.js';
import { numberText, settingText } from '../../numberText.js';
import { startText } from '../look.js';
import { telling, type Evidence, type Rule, type Words } from '../rule.js';

interface Memory {
  readonly eps: number;
  readonly channels: number;
  readonly found: Map<number, Negative>;
  /** The running variance that was looked at last. */
  seen: Float64Array | null;
}

interface Negative extends Evidence {
  readonly channel: number;
  readonly value: number;
  readonly eps: number;
  /** Given so, left so by a pass, recorded so, or computed so of a batch, as written in float32. */
  readonly source: 'given' | 'left' | 'recorded' | 'batch';
  lastPass: number;
}

/** A variance below 0, which none can be: of the running values, computed or recorded, or of a batch as float32 code computes it. */
export const negativeVariance: Rule<Memory> = {
  id: 'negative-variance',
  thresholds: {},
  link: 'https://github.com/google/flax/issues/1491',
  explains: ['non-finite-state', 'cancellation', 'eps-dominates', 'amplifying-channel'],

  start({ convention: { eps } }, initial) {
    const memory = { eps, channels: initial.runningMean?.length ?? 0, found: new Map(), seen: null };
    lookAt(memory, initial, -1, -1, eps, 'given');
    return memory;
  },

  see(memory, { pass, record, start, recorded }) {
    const { eps } = record.layer.convention;
    if (start.pass === pass) lookAt(memory, start.state, pass, pass, eps, 'given');
    noteNegative(memory, record.moments?.asWritten?.variance ?? [], pass, pass, eps, 'batch');
    lookAt(memory, record.after, pass, pass, eps, 'left');
    for (const had of [recorded?.state.before, recorded?.after]) {
      if (had) noteNegative(memory, had.runningVar, pass, pass, eps, 'recorded');
    }
    for (const one of memory.found.values()) {
      if (one.source !== 'batch' && (record.before.runningVar?.[one.channel] ?? 0) < 0) one.lastPass = pass;
    }
  },

  // Those that give NaN and those that do not are told apart.
  tell: ({ found, channels }) =>
    [true, false].map((isNaN) => {
      const evidence = [...found.values()].filter((one) => isNaNWith(one) === isNaN);
      return telling({ evidence, channels, example: 'most', words: wordsFor });
    }),
};

function lookAt(
  memory: Memory,
  { runningVar }: LayerState,
  pass: number,
  lastPass: number,
  eps: number,
  source: Negative['source'],
): void {
  if (!runningVar || runningVar === memory.seen) return;
  memory.seen = runningVar;
  noteNegative(memory, runningVar, pass, lastPass, eps, source);
}

function noteNegative(
  memory: Memory,
  variance: ArrayLike<number>,
  pass: number,
  lastPass: number,
  eps: number,
  source: Negative['source'],
): void {
  for (let channel = 0; channel < variance.length; channel++) {
    if (variance[channel] < 0) note(memory, channel, variance[channel], pass, lastPass, eps, source);
  }
}

function note(
  { found }: Memory,
  channel: number,
  value: number,
  pass: number,
  lastPass: number,
  eps: number,
  source: Negative['source'],
): void {
  const before = found.get(channel);
  // One that becomes NaN is worse than one that did not.
  if (before && (isNaNWith(before) || !isNaNWith({ value, eps }))) {
    before.lastPass = Math.max(before.lastPass, lastPass);
    return;
  }
  const weight = isNaNWith({ value, eps }) ? Infinity : Math.abs(Math.sqrt(eps / (value + eps)) - 1);
  const since = before?.pass ?? pass;
  found.set(channel, { channel, value, eps, source, pass: since, known: before?.known ?? since, lastPass, weight });
}

function isNaNWith({ value, eps }: Pick<Negative, 'value' | 'eps'>): boolean {
  return !(value + eps > 0);
}

function wordsFor(one: Negative): Words {
  const { value, eps, source, pass } = one;
  const what =
    source === 'given'
      ? startText('running variance', pass)
      : source === 'batch'
        ? 'The batch variance as written in float32'
        : `The ${source === 'recorded' ? 'recorded ' : ''}running variance`;
  const isNaN = isNaNWith(one);
  const consequence = isNaN
    ? `below −eps (${settingText(eps)}), so that every output with it is NaN`
    : `above −eps (${settingText(eps)}), so that its root is still a number: x̂ is ${numberText(Math.sqrt(eps / (value + eps)))} times as wide as with 0`;
  return {
    severity: 'error',
    label: 'negative',
    message: `${what} is ${numberText(value)}, ${consequence}. E[x²] − E[x]² in float32 makes such, or a port that subtracts eps.`,
    remedy:
      'Compute the variance as Σ(x − μ)² / N, and look at what wrote this one: eps belongs in the formula, not in the file.',
  };
}
