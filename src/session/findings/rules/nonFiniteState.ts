import { largestOf, type Layer, type LayerState } from '../../../engine/index.js';
import { countText, indexText, numberText, plural } from '../../numberText.js';
import type { PassRecord } from '../../records/index.js';
import { firstNonFinite, type RunningValue } from '../breaksState.js';
import { startText, type RunningStart } from '../look.js';
import { telling, type Evidence, type Rule, type Words } from '../rule.js';

interface Memory {
  readonly layer: Layer;
  readonly initial: LayerState;
  /** By channel, as long as a running value is not finite. */
  readonly broken: Map<number, Broken>;
  readonly found: Broken[];
  /** By channel: as the process had it, where what is computed is finite. */
  readonly recorded: Map<number, Recorded>;
  passes: number;
}

interface Recorded extends Evidence {
  readonly channel: number;
  readonly value: RunningValue;
  readonly number: number;
  lastPass: number;
}

interface Broken {
  readonly channel: number;
  readonly value: RunningValue;
  /** −1: it was so from the start. */
  readonly pass: number;
  /** The pass that brought it; null where it was given. */
  readonly record: PassRecord | null;
  readonly state: LayerState;
  /** The last pass before it was set to something finite. */
  lastPass: number;
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
    const memory = { layer, initial, broken: new Map<number, Broken>(), found: [], recorded: new Map(), passes: 0 };
    note(memory, initial, -1, null);
    return memory;
  },

  see(memory, { pass, record, start }) {
    memory.passes += 1;
    if (start.pass === pass) {
      heal(memory, start);
      note(memory, start.state, pass, null);
    }
    if (record.after.runningMean !== record.before.runningMean) note(memory, record.after, pass, record);
    noteRecorded(memory, pass, record);
  },

  tell({ layer, initial, found, recorded, passes }) {
    const evidence = found.map(({ channel, value, pass, record, state, lastPass }): Evidence & Broken => {
      const last = Math.min(lastPass, passes - 1);
      return { channel, pass, lastPass: last, known: pass, weight: Infinity, value, record, state };
    });
    const words = (one: Evidence & Broken): Words => ({
      severity: 'error',
      label: 'NaN',
      ...(one.record ? ofThisPass(one, one.record) : asGiven(one, layer)),
    });
    const channels = initial.runningMean?.length ?? 0;
    return [
      telling({ evidence, channels, example: 'first', words }),
      telling({ evidence: [...recorded.values()], channels, example: 'first', words: asRecorded }),
    ];
  },
};

/** Channels that are finite again as they were set. */
function heal({ broken }: Memory, { state: { runningMean, runningVar }, pass }: RunningStart): void {
  for (const [channel, one] of broken) {
    if (firstNonFinite(runningMean?.[channel] ?? 0, runningVar?.[channel] ?? 0) !== null) continue;
    one.lastPass = pass - 1;
    broken.delete(channel);
  }
}

/** Notes the channels that are not finite in this state, and were before. */
function note({ initial, broken, found }: Memory, state: LayerState, pass: number, record: PassRecord | null): void {
  const { runningMean, runningVar } = state;
  if (!runningMean || !runningVar) return;
  const channels = initial.runningMean?.length ?? 0;
  for (let channel = 0; channel < channels; channel++) {
    const value = firstNonFinite(runningMean[channel], runningVar[channel]);
    if (!value || broken.has(channel)) continue;
    const one = { channel, value, pass, record, state, lastPass: Infinity };
    broken.set(channel, one);
    found.push(one);
  }
}

/** Recorded values that are not finite where neither the batch nor what it is added to is to blame: somebody else wrote them. */
function noteRecorded({ recorded, found }: Memory, pass: number, { recorded: told, moments }: PassRecord): void {
  const running = told?.after ?? told?.before;
  if (!running) return;
  for (let channel = 0; channel < running.runningMean.length; channel++) {
    const mean = running.runningMean[channel];
    const variance = running.runningVar[channel];
    const value = firstNonFinite(mean, variance);
    if (!value) continue;
    const before = recorded.get(channel);
    if (before) before.lastPass = pass;
    else if (!found.some((one) => one.channel === channel) && !(moments && moments.nonFinite[channel] > 0)) {
      const number = value === 'mean' ? mean : variance;
      recorded.set(channel, { channel, value, number, pass, lastPass: pass, known: pass, weight: Infinity });
    }
  }
}

function asRecorded({ value, number, pass, lastPass }: Recorded): Words {
  const since =
    lastPass > pass
      ? `, and so it is in ${plural(lastPass - pass, 'later pass', 'later passes')} up to pass ${countText(lastPass + 1)}`
      : '';
  return {
    severity: 'error',
    label: 'NaN',
    message: `The recorded running ${value} is ${numberText(number)} after pass ${countText(pass + 1)}, where its batch is finite, and so is what the passes before it make: something else wrote it${since}.`,
    remedy:
      'Look at what else writes the buffers: a load, an average of weights, a reduction over ranks, an overflow in a narrower type.',
  };
}

function valueOf({ runningMean, runningVar }: LayerState, channel: number, value: RunningValue): number {
  return (value === 'mean' ? runningMean : runningVar)?.[channel] ?? NaN;
}

/** `float16, whose largest number is 65,504`; null for float64, which holds what anybody has. */
function narrowType({ emulation }: Layer): string | null {
  const type = emulation?.state ?? 'float64';
  return type === 'float64' ? null : `${type}, whose largest number is ${numberText(largestOf(type))}`;
}

/** What evaluation makes of it, and for how long it has. */
function evaluated({ state, channel, pass, lastPass }: Broken): string {
  const [mean, variance] = [valueOf(state, channel, 'mean'), valueOf(state, channel, 'variance')];
  const output =
    Number.isFinite(mean) && variance === Infinity
      ? 'β'
      : Math.abs(mean) === Infinity && Number.isFinite(variance)
        ? 'infinite'
        : 'NaN';
  const since =
    lastPass > Math.max(pass, 0) ? ` (${plural(lastPass - Math.max(pass, 0) + 1, 'pass', 'passes')} so far)` : '';
  return `and eval of the channel is ${output} from then on${since}`;
}

function asGiven(one: Broken, layer: Layer): Pick<Words, 'message' | 'remedy'> {
  const { state, channel, value, pass } = one;
  const number = valueOf(state, channel, value);
  const type = Number.isNaN(number) ? null : narrowType(layer);
  return {
    message: `${startText(`running ${value}`, pass)} is ${numberText(number)}${type === null ? '' : ` in ${type}`}: no train pass can make it finite again, ${evaluated(one)}.`,
    remedy: 'Start from finite running values: reset them, or take those of an earlier checkpoint.',
  };
}

function ofThisPass(one: Broken, record: PassRecord): Pick<Words, 'message' | 'remedy'> {
  const { layer, moments, after } = record;
  const { channel, value } = one;
  const at = record.kind === 'computed' ? record.facts?.largest?.get(channel) : undefined;
  const largest = moments ? Math.max(-moments.min[channel], moments.max[channel]) : NaN;
  const type = narrowType(layer);
  return {
    message: `Running ${value} is ${numberText(valueOf(after, channel, value))} from here on: all values are finite, but with ${numberText(largest)} ${at ? `at ${indexText(at)}` : 'among them'} their ${value} overflows${type === null ? '' : ` ${type}`}; ${evaluated(one)}.`,
    remedy:
      layer.emulation?.state === 'float16'
        ? 'Keep the running values in float32; or scale the input down.'
        : 'Scale the input down; find the layer whose activations grow.',
  };
}
