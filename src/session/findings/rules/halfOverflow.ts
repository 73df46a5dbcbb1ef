import { largestOf, type LayerState } from '../../../engine/index.js';
import { numberText } from '../../numberText.js';
import type { PassRecord } from '../../records/index.js';
import { startText } from '../look.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  largest: { default: largestOf('float16'), source: 'The largest number that float16 has.' },
  smallest: { default: 6e-8, source: 'The smallest number that float16 has, 2⁻²⁴: what is less becomes 0.' },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly channels: number;
  readonly found: Map<string, Outside>;
  seen: LayerState | null;
}

const kinds = ['values', 'squares', 'running mean', 'running variance', 'small variance'] as const;
type What = (typeof kinds)[number];

interface Outside extends Evidence {
  readonly channel: number;
  readonly what: What;
  readonly value: number;
  /** Whether something is float16 here. */
  readonly isHalf: boolean;
  readonly given: boolean;
  lastPass: number;
}

/** Values, squares or running values that float16 cannot hold: a warning where something is float16, otherwise a note. */
export const halfOverflow: Rule<Memory, typeof thresholds> = {
  id: 'half-overflow',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/126525',
  explains: [],

  start({ emulation }, initial, limits) {
    const memory = { limits, channels: initial.runningMean?.length ?? 0, found: new Map(), seen: null };
    lookAtState(memory, initial, -1, emulation?.state === 'float16', true);
    return memory;
  },

  see(memory, { pass, record, start }) {
    const { before, after } = record;
    const holdsHalf = record.layer.emulation?.state === 'float16';
    if (before !== memory.seen) lookAtState(memory, before, pass, holdsHalf, start.pass === pass);
    if (record.kind === 'computed') lookAtValues(memory, pass, record, holdsHalf || record.dtype === 'float16');
    if (after !== before) lookAtState(memory, after, pass, holdsHalf, false);
    else extend(memory, pass);
  },

  // One telling for each that is said of: their words differ, and so may their severity.
  tell({ found, channels }) {
    const all = [...found.values()];
    return [true, false].flatMap((isHalf) =>
      kinds.map((what) => {
        const evidence = all.filter((one) => one.what === what && one.isHalf === isHalf);
        return telling({ evidence, channels, example: 'most', words: wordsFor });
      }),
    );
  },
};

function lookAtValues(memory: Memory, pass: number, { moments }: PassRecord, isHalf: boolean): void {
  if (!moments) return;
  const { largest } = memory.limits;
  const { min, max, nonFinite } = moments;
  for (let channel = 0; channel < min.length; channel++) {
    if (nonFinite[channel] > 0) continue;
    const size = Math.max(-min[channel], max[channel]);
    if (size > largest) note(memory, channel, 'values', size, pass, isHalf, false);
    else if (isHalf && size * size > largest) note(memory, channel, 'squares', size, pass, isHalf, false);
  }
}

function lookAtState(memory: Memory, state: LayerState, pass: number, isHalf: boolean, given: boolean): void {
  const last = memory.seen;
  memory.seen = state;
  const { runningMean, runningVar } = state;
  // What another state had, too, and nothing was found in.
  if (last && memory.found.size === 0 && last.runningMean === runningMean && last.runningVar === runningVar) return;
  const { largest, smallest } = memory.limits;
  for (let channel = 0; runningMean && runningVar && channel < runningVar.length; channel++) {
    const mean = runningMean[channel];
    const variance = runningVar[channel];
    if (Math.abs(mean) > largest) note(memory, channel, 'running mean', mean, pass, isHalf, given);
    if (variance > largest) note(memory, channel, 'running variance', variance, pass, isHalf, given);
    if (isHalf && variance > 0 && variance < smallest)
      note(memory, channel, 'small variance', variance, pass, isHalf, given);
  }
}

function note(
  { found }: Memory,
  channel: number,
  what: What,
  value: number,
  pass: number,
  isHalf: boolean,
  given: boolean,
): void {
  // What is infinite already, other rules tell of.
  if (Math.abs(value) === Infinity) return;
  const key = `${channel} ${what}`;
  const before = found.get(key);
  if (before) before.lastPass = pass;
  else {
    // What is beyond float16 becomes infinite there; where nothing is float16 it costs nothing.
    const weight = isHalf && what !== 'small variance' ? Infinity : 0;
    found.set(key, { channel, pass, lastPass: pass, known: pass, weight, what, value, isHalf, given });
  }
}

/** An eval pass leaves the state as it was. */
function extend({ found }: Memory, pass: number): void {
  for (const one of found.values()) if (one.what !== 'values' && one.what !== 'squares') one.lastPass = pass;
}

function wordsFor({ what, value, isHalf, given, pass }: Outside): Words {
  const number = numberText(value);
  const state = what === 'small variance' ? 'running variance' : what;
  const subject = given ? startText(state, pass) : `The ${state}`;
  const message = {
    values: `A value is ${number}, and float16 ends at 65,504`,
    squares: `A value is ${number}: its square is ${numberText(value * value)}, and float16 ends at 65,504`,
    'running mean': `${subject} is ${number}, and float16 ends at 65,504`,
    'running variance': `${subject} is ${number}, and float16 ends at 65,504`,
    'small variance': `${subject} is ${number}, less than float16's smallest number: there it is 0`,
  }[what];
  return {
    severity: isHalf ? 'warning' : 'info',
    label: 'float16',
    message: `${message}${isHalf ? '' : '; here nothing is float16'}.`,
    remedy: 'Keep statistics and running values in float32, scale the input down, or use bfloat16.',
  };
}
