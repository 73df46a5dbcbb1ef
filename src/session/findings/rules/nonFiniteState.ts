import { largestOf, type Layer, type LayerState } from '../../../engine/index.js';
import { numberText } from '../../numberText.js';
import type { PassRecord } from '../../records/index.js';
import { firstNonFinite, type RunningValue } from '../breaksState.js';
import { telling, type Evidence, type Rule, type Words } from '../rule.js';

interface Memory {
  readonly layer: Layer;
  readonly initial: LayerState;
  /** [groups]; 1 from where a running value is not finite. */
  readonly isBroken: Uint8Array;
  readonly found: Broken[];
  passes: number;
}

interface Broken {
  readonly channel: number;
  readonly value: RunningValue;
  /** −1: it was so from the start. */
  readonly pass: number;
  /** The pass that brought it. */
  readonly record: PassRecord | null;
}

/**
 * Running values that are NaN or infinite: an initial state that already was, or finite numbers that overflowed. Those that
 * a NaN or ∞ of a batch brought, or the variance of one value, are explained by it.
 */
export const nonFiniteState: Rule<Memory> = {
  id: 'non-finite-state',
  thresholds: {},
  link: 'https://github.com/pytorch/pytorch/issues/1206',
  explains: [],

  start(layer, initial) {
    const isBroken = new Uint8Array(initial.runningMean?.length ?? 0);
    const memory = { layer, initial, isBroken, found: [], passes: 0 };
    note(memory, initial, -1, null);
    return memory;
  },

  see(memory, { pass, record }) {
    memory.passes += 1;
    if (record.after.runningMean !== record.before.runningMean) note(memory, record.after, pass, record);
  },

  tell({ layer, initial, isBroken, found, passes }) {
    if (passes === 0) return [];
    const lastPass = passes - 1;
    const evidence = found.map(({ channel, value, pass, record }): Evidence & Broken => {
      return { channel, pass, lastPass, known: pass, weight: Infinity, value, record };
    });
    const words = ({ channel, value, record }: Evidence & Broken): Words => ({
      severity: 'error',
      label: 'NaN',
      ...(record ? ofThisPass(record, channel, value) : ofTheStart(initial, layer, channel, value)),
    });
    return [telling({ evidence, channels: isBroken.length, example: 'first', words })];
  },
};

/** Notes the channels that are not finite in this state, and were before. */
function note(
  { isBroken, found }: Memory,
  { runningMean, runningVar }: LayerState,
  pass: number,
  record: PassRecord | null,
): void {
  if (!runningMean || !runningVar) return;
  for (let channel = 0; channel < isBroken.length; channel++) {
    const value = isBroken[channel] === 0 ? firstNonFinite(runningMean[channel], runningVar[channel]) : null;
    if (!value) continue;
    isBroken[channel] = 1;
    found.push({ channel, value, pass, record });
  }
}

function valueOf({ runningMean, runningVar }: LayerState, channel: number, value: RunningValue): number {
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
  value: RunningValue,
): Pick<Words, 'message' | 'remedy'> {
  const number = valueOf(initial, channel, value);
  const type = Number.isNaN(number) ? null : narrowType(layer);
  return {
    message: `The initial running ${value} is ${numberText(number)}${type === null ? '' : ` in ${type}`}: no train pass can make it finite again.`,
    remedy: 'Start from finite running values: reset them, or take those of an earlier checkpoint.',
  };
}

function ofThisPass(
  { layer, moments, after }: PassRecord,
  channel: number,
  value: RunningValue,
): Pick<Words, 'message' | 'remedy'> {
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
