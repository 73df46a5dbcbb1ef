import { largestOf, type Layer, type LayerState } from '../../engine/index.js';
import { numberText } from '../numberText.js';
import type { PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';
import type { Finding } from './finding.js';
import { grouped, type Evidence, type Told } from './grouped.js';

type Value = 'mean' | 'variance';

/**
 * Running values that are NaN or infinite without a NaN or ∞ in a batch to blame: an initial state that already was, or
 * finite numbers that overflowed. (`non-finite-input` tells of the others, where their cause is.)
 */
export function nonFiniteState({ initial, passes, layer }: Session): readonly Finding[] {
  const { runningMean, runningVar } = initial;
  if (!runningMean || !runningVar || passes.length === 0) return [];
  const found: (Evidence & { readonly value: Value; readonly isInitial: boolean })[] = [];
  const known = new Uint8Array(runningMean.length);
  const note = (channel: number, pass: number, value: Value, isInitial: boolean): void => {
    found.push({ channel, pass, lastPass: passes.length - 1, weight: Infinity, value, isInitial });
  };

  for (let c = 0; c < known.length; c++) {
    const value = firstNonFinite(runningMean[c], runningVar[c]);
    if (!value) continue;
    known[c] = 1;
    note(c, 0, value, true);
  }
  passes.forEach((pass, index) => {
    const { runningMean: mean, runningVar: variance } = pass.after;
    if (!mean || !variance || mean === pass.before.runningMean) return;
    for (let c = 0; c < known.length; c++) {
      const value = known[c] === 0 ? firstNonFinite(mean[c], variance[c]) : null;
      if (!value) continue;
      known[c] = 1;
      if (!isToldElsewhere(pass, c)) note(c, index, value, false);
    }
  });
  return grouped('non-finite-state', found, known.length, 'first', ({ channel, pass, value, isInitial }) => ({
    severity: 'error',
    label: 'NaN',
    ...(isInitial ? ofTheStart(initial, layer, channel, value) : ofThisPass(passes[pass], layer, channel, value)),
  }));
}

function firstNonFinite(mean: number, variance: number): Value | null {
  if (!Number.isFinite(mean)) return 'mean';
  return Number.isFinite(variance) ? null : 'variance';
}

function valueOf({ runningMean, runningVar }: LayerState, channel: number, value: Value): number {
  return (value === 'mean' ? runningMean : runningVar)?.[channel] ?? NaN;
}

/** `float16, whose largest number is 65,504`; null for float64, which holds what anybody has. */
function narrowType({ emulation }: Layer): string | null {
  const type = emulation?.state ?? 'float64';
  return type === 'float64' ? null : `${type}, whose largest number is ${numberText(largestOf(type))}`;
}

function ofTheStart(
  initial: LayerState,
  layer: Layer,
  channel: number,
  value: Value,
): Pick<Told, 'message' | 'remedy'> {
  const number = valueOf(initial, channel, value);
  const type = Number.isNaN(number) ? null : narrowType(layer);
  return {
    message: `The initial running ${value} is ${numberText(number)}${type === null ? '' : ` in ${type}`}: no train pass can make it finite again.`,
    remedy: 'Start from finite running values: reset them, or take those of an earlier checkpoint.',
  };
}

/** A NaN or ∞ in the batch, or a variance of one value. */
function isToldElsewhere({ moments }: PassRecord, channel: number): boolean {
  return !moments || moments.nonFinite[channel] > 0 || moments.count === 1;
}

function ofThisPass(
  { moments, after }: PassRecord,
  layer: Layer,
  channel: number,
  value: Value,
): Pick<Told, 'message' | 'remedy'> {
  const largest = moments ? Math.max(-moments.min[channel], moments.max[channel]) : NaN;
  const type = narrowType(layer);
  return {
    message: `Running ${value} is ${numberText(valueOf(after, channel, value))} from here on: all values are finite, but with ${numberText(largest)} among them their ${value} overflows${type === null ? '' : ` ${type}`}.`,
    remedy:
      layer.emulation?.state === 'float16'
        ? 'Keep the running values in float32; or scale the input down.'
        : 'Scale the input down; find the layer whose activations grow.',
  };
}
