import type { Moments } from '../../engine/index.js';
import { indexText, numberText, plural } from '../numberText.js';
import type { PassRecord, Session } from '../session.js';
import { indexOf } from '../views/tensorIndex.js';
import type { Finding } from './finding.js';
import { grouped, type ChannelFinding } from './grouped.js';

/** NaN or ±∞ in a batch: where the first one is, and what it does to the running values. One finding a channel. */
export function nonFiniteInput({ passes }: Session): readonly Finding[] {
  const found = new Map<number, ChannelFinding & { readonly later: number }>();
  let channels = 0;
  passes.forEach((pass, index) => {
    const { moments } = pass;
    channels = Math.max(channels, moments?.nonFinite.length ?? 0);
    moments?.nonFinite.forEach((count, channel) => {
      if (count === 0) return;
      const known = found.get(channel);
      if (known) found.set(channel, { ...known, lastPass: index, later: known.later + 1 });
      else found.set(channel, { ...describe(pass, moments, channel, index), later: 0 });
    });
  });
  const findings = [...found.values()].map(({ later, ...finding }) => ({
    ...finding,
    message:
      later === 0
        ? finding.message
        : `${finding.message} ${plural(later, 'later pass holds', 'later passes hold')} more.`,
  }));
  return grouped(findings, channels, 'first');
}

function describe(pass: PassRecord, moments: Moments, channel: number, index: number): ChannelFinding {
  const first = indexText(indexOf(moments.firstNonFinite[channel], pass.shape ?? []));
  const place = moments.nonFinite[channel] === 1 ? ` at ${first}` : `, first at ${first}`;
  const what = whatIsThere(moments, channel);
  const spoiled = spoiledState(pass, channel);
  return {
    rule: 'non-finite-input',
    severity: 'error',
    pass: index,
    lastPass: index,
    channel,
    label: what.label,
    message: `${what.text}${place}: ${spoiled ?? spoiledOutput(pass)}`,
    remedy: spoiled
      ? `Look at ${first} of ${pass.plan.batch.label}, then reset the running mean and variance: clean batches do not heal them.`
      : `Look at ${first} of ${pass.plan.batch.label} and at what wrote it.`,
    weight: Infinity,
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
  return { label: 'NaN, ∞', text: `${count} values that are NaN or infinite` };
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
