import type { Moments } from '../../../engine/index.js';
import { indexOf } from '../../batches/index.js';
import { indexText, numberText, plural } from '../../numberText.js';
import type { PassRecord } from '../../records/index.js';
import { breaksState } from '../breaksState.js';
import { telling, type Evidence, type Rule, type Words } from '../rule.js';

interface Memory {
  readonly found: Map<number, BadChannel>;
  channels: number;
}

interface BadChannel extends Evidence {
  readonly channel: number;
  /** The first pass with such a value. */
  readonly record: PassRecord;
  lastPass: number;
  /** Passes after the first that hold some, too. */
  later: number;
  /** The pass in which it got into the running values; infinite as long as it has not. */
  spoils: number;
}

/** NaN or ±∞ in a batch: where the first one is, and what it does to the running values. One finding a channel. */
export const nonFiniteInput: Rule<Memory> = {
  id: 'non-finite-input',
  thresholds: {},
  link: 'https://github.com/pytorch/pytorch/issues/1206',
  explains: ['non-finite-state', 'negative-variance', 'not-converged', 'train-eval-gap', 'never-updated'],

  start: () => ({ found: new Map(), channels: 0 }),

  see(memory, { pass, record }) {
    if (!record.moments) return;
    const { nonFinite } = record.moments;
    memory.channels = Math.max(memory.channels, nonFinite.length);
    for (let channel = 0; channel < nonFinite.length; channel++) {
      if (nonFinite[channel] === 0) continue;
      const bad = memory.found.get(channel) ?? badFrom(channel, pass, record);
      memory.found.set(channel, bad);
      bad.lastPass = pass;
      bad.later += 1;
      if (bad.spoils === Infinity && breaksState(record, channel)) bad.spoils = pass;
    }
  },

  tell: ({ found, channels }) => [telling({ evidence: [...found.values()], channels, example: 'first', words })],
};

function badFrom(channel: number, pass: number, record: PassRecord): BadChannel {
  const bad: BadChannel = {
    channel,
    pass,
    lastPass: pass,
    known: pass,
    weight: Infinity,
    record,
    later: -1,
    spoils: Infinity,
    reaches: () => bad.spoils,
  };
  return bad;
}

function words({ record, channel, later }: BadChannel): Words {
  const told = firstWords(record, channel);
  const more = plural(later, 'later pass holds', 'later passes hold');
  return later === 0 ? told : { ...told, message: `${told.message} ${more} more.` };
}

function firstWords(pass: PassRecord, channel: number): Words {
  const { moments, shape, plan } = pass;
  if (!moments || !shape) throw new Error(`${plan.batch.label} has no moments, so nothing was found in it`);
  const flat = moments.firstNonFinite[channel];
  // Of a batch whose statistics alone were recorded nobody knows where.
  const first = flat < 0 ? `channel ${channel}` : indexText(indexOf(flat, shape));
  const place = flat < 0 ? '' : moments.nonFinite[channel] === 1 ? ` at ${first}` : `, first at ${first}`;
  const { label, text } = whatIsThere(moments, channel);
  const spoiled = spoiledState(pass, channel);
  return {
    severity: 'error',
    label,
    message: `${text}${place}: ${spoiled ?? spoiledOutput(pass)}`,
    remedy: spoiled
      ? `Look at ${first} of ${plan.batch.label}, then reset the running mean and variance: clean batches do not heal them.`
      : `Look at ${first} of ${plan.batch.label} and at what wrote it.`,
  };
}

/** Which of NaN, +∞ and −∞ a channel holds, told from its extremes and its IEEE sum. */
function whatIsThere(moments: Moments, channel: number): { readonly label: string; readonly text: string } {
  const count = moments.nonFinite[channel];
  const lowest = moments.min[channel];
  const highest = moments.max[channel];
  if (lowest !== -Infinity && highest !== Infinity) return { label: 'NaN', text: `${count} NaN` };
  const mean = moments.shift[channel] + moments.remainder[channel];
  if (Math.abs(mean) === Infinity) return { label: numberText(mean), text: `${count} ${numberText(mean)}` };
  return { label: 'NaN, ∞', text: `${plural(count, 'value')} that ${count === 1 ? 'is' : 'are'} NaN or infinite` };
}

/** What the pass did to the running values; null where it left them as they were. */
function spoiledState({ plan, after }: PassRecord, channel: number): string | null {
  const { runningMean, runningVar } = after;
  if (plan.mode === 'eval' || !runningMean || !runningVar) return null;
  const [mean, variance] = [runningMean[channel], runningVar[channel]];
  if (Number.isNaN(mean) && Number.isNaN(variance)) return 'running mean and variance are NaN from here on.';
  const parts = [
    ...(Number.isFinite(mean) ? [] : [`running mean is ${numberText(mean)}`]),
    ...(Number.isFinite(variance) ? [] : [`running variance is ${numberText(variance)}`]),
  ];
  return parts.length > 0 ? `${parts.join(' and ')} from here on.` : null;
}

function spoiledOutput({ kind, plan, after }: PassRecord): string {
  if (kind === 'refused') return 'the pass was refused, the running values are as before.';
  const isOwnStatistics = plan.mode === 'train' || !after.runningMean;
  return isOwnStatistics
    ? 'every x̂ and y of the channel is NaN in this pass.'
    : 'y is not finite there; the running values are as before.';
}
