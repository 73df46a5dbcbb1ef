import type { Moments } from '../../engine/index.js';
import { indexText, numberText, plural } from '../numberText.js';
import type { PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';
import { indexOf } from '../batches/index.js';
import type { Finding } from './finding.js';
import { grouped, type Evidence, type Told } from './grouped.js';

/** NaN or ±∞ in a batch: where the first one is, and what it does to the running values. One finding a channel. */
export function nonFiniteInput({ passes }: Session): readonly Finding[] {
  const found = new Map<number, Evidence & { readonly later: number }>();
  let channels = 0;
  passes.forEach(({ moments }, pass) => {
    if (!moments) return;
    channels = Math.max(channels, moments.nonFinite.length);
    moments.nonFinite.forEach((count, channel) => {
      if (count === 0) return;
      const known = found.get(channel) ?? { channel, pass, lastPass: pass, weight: Infinity, later: -1 };
      found.set(channel, { ...known, lastPass: pass, later: known.later + 1 });
    });
  });
  return grouped('non-finite-input', [...found.values()], channels, 'first', ({ channel, pass, later }) => {
    const told = tell(passes[pass], channel);
    const more = plural(later, 'later pass holds', 'later passes hold');
    return later === 0 ? told : { ...told, message: `${told.message} ${more} more.` };
  });
}

function tell(pass: PassRecord, channel: number): Told {
  const { moments, shape, plan } = pass;
  if (!moments || !shape) throw new Error(`${plan.batch.label} has no moments, so nothing was found in it`);
  const first = indexText(indexOf(moments.firstNonFinite[channel], shape));
  const place = moments.nonFinite[channel] === 1 ? ` at ${first}` : `, first at ${first}`;
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
