import { chosenText, numberText } from '../numberText.js';
import type { PassRecord, Session } from '../session.js';
import type { Finding } from './finding.js';
import { grouped, type ChannelFinding } from './grouped.js';

type Value = 'mean' | 'variance';

/**
 * Running values that are NaN or infinite without a NaN or ∞ in a batch to blame: an initial state that already was, or
 * finite numbers that overflowed. (`non-finite-input` tells of the others, where their cause is.)
 */
export function nonFiniteState({ initial, passes }: Session): readonly Finding[] {
  const { runningMean, runningVar } = initial;
  if (!runningMean || !runningVar || passes.length === 0) return [];
  const findings: ChannelFinding[] = [];
  const seen = new Uint8Array(runningMean.length);
  const note = (channel: number, pass: number, message: string, remedy: string): void => {
    if (message) findings.push({ ...COMMON, pass, lastPass: passes.length - 1, channel, message, remedy });
    seen[channel] = 1;
  };

  for (let c = 0; c < seen.length; c++) {
    const value = firstNonFinite(runningMean[c], runningVar[c]);
    if (value) note(c, 0, fromTheStart(value, value === 'mean' ? runningMean[c] : runningVar[c]), REMEDY_INITIAL);
  }
  passes.forEach((pass, index) => {
    const { runningMean: mean, runningVar: variance } = pass.after;
    if (!mean || !variance || mean === pass.before.runningMean) return;
    for (let c = 0; c < seen.length; c++) {
      const value = seen[c] === 0 && firstNonFinite(mean[c], variance[c]);
      if (value) note(c, index, fromThisPass(pass, c, value), REMEDY_OVERFLOW);
    }
  });
  return grouped(findings, seen.length, 'first');
}

const COMMON = { rule: 'non-finite-state', severity: 'error', label: 'NaN', weight: Infinity } as const;
const REMEDY_INITIAL = 'Start from finite running values: reset them, or save the layer before it broke.';
const REMEDY_OVERFLOW = 'Scale the input down; find the layer whose activations grow.';

function firstNonFinite(mean: number, variance: number): Value | null {
  if (!Number.isFinite(mean)) return 'mean';
  return Number.isFinite(variance) ? null : 'variance';
}

function fromTheStart(value: Value, number: number): string {
  return `The initial running ${value} is ${numberText(number)}: no train pass can make it finite again.`;
}

/** Empty where another finding has told it: a NaN or ∞ in the batch, or a variance of one value. */
function fromThisPass({ moments, after }: PassRecord, channel: number, value: Value): string {
  if (!moments || moments.nonFinite[channel] > 0 || moments.count === 1) return '';
  const number = (value === 'mean' ? after.runningMean : after.runningVar)?.[channel] ?? NaN;
  const largest = Math.max(Math.abs(moments.min[channel]), Math.abs(moments.max[channel]));
  return `Running ${value} is ${numberText(number)} from here on: all values are finite, but with ${chosenText(largest)} among them their ${value} overflows.`;
}
