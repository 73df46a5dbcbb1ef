import { FormatError } from '../../../formats/index.js';
import { isPattern, nameOf, relativePath, resolvePath } from '../paths/index.js';
import type { RecordedStep } from '../program.js';
import { tensorName } from '../tensorName.js';
import { batchOf } from './batchOf.js';
import { matches } from './matchTensors.js';
import { checkPassCount } from './passLimit.js';
import type { PlannedPass, RecordedBatch, RecordedPlace } from './plannedPass.js';
import type { PlanSources } from './planSources.js';
import type { RecordedHead } from './recordedHead.js';

/** What of a program decides on its recorded passes. */
export interface RecordingRules {
  /** Where the channels are in shapes that were not recorded. Default 1. */
  readonly channelAxis?: number | undefined;
  readonly continueFrom?: 'computed' | 'recorded' | undefined;
}

export interface RecordedPasses {
  readonly passes: readonly PlannedPass[];
  /** What is worth a word and no reason to stop. */
  readonly notices: readonly string[];
}

/**
 * The passes of a recording, in its own order. The last of several files may still be being written, or be what a crash left:
 * the passes before it are planned.
 * @param before passes that the plan has already
 * @throws FormatError where no file has such a name, one is refused, or its channels are others than those before it
 */
export async function recordedPasses(
  step: RecordedStep,
  base: string,
  sources: PlanSources,
  before: number,
  { channelAxis = 1, continueFrom }: RecordingRules,
): Promise<RecordedPasses> {
  const files = await matches(base, step.recorded, sources);
  const tensors = await tensorsOf(step, base, sources);
  const notices: string[] = [];
  const { dtype = 'float32', rows, mode } = step;
  const passes: PlannedPass[] = [];
  const seen = new Map<number, number>();
  let channels: number | undefined;
  let shape: readonly number[] = [];
  for (const [at, uri] of files.entries()) {
    const head = await headOrNotice(uri, at > 0 && at === files.length - 1, sources, notices);
    if (!head) break;
    channels = checkChannels(head.channels, channels ?? head.channels, uri);
    checkPassCount(passes.length + head.passes, before, tensorName(uri), 'mode');
    const [from, count] = rows ?? [0, head.passes];
    if (from + count > head.passes) throw noSuchPasses(uri, from, count, head.passes);
    for (let index = 0; index < from + count; index++) {
      const number = head.steps?.[index];
      const call = number === undefined ? 0 : (seen.get(number) ?? 0);
      if (number !== undefined) seen.set(number, call + 1);
      if (index < from) continue;
      // Of a layer there may be thousands: each in the fewest steps, and of one shape those that have the same.
      if (!hasShape(head, index, shape)) shape = shapeAt(head, index, channelAxis);
      const count = head.counts[index];
      const place: RecordedPlace =
        number === undefined ? { index, count, shape, dtype } : { index, count, shape, dtype, step: number };
      const recorded: RecordedBatch = { uri, label: labelOf(uri, index, number, call), recorded: place };
      const tensor =
        tensors.one ?? (tensors.byCall.size > 0 ? tensors.byCall.get(`${number ?? ''}.${call}`) : undefined);
      const batch = tensor === undefined ? recorded : batchOf(tensor);
      if (mode !== undefined) passes.push({ mode, batch });
      else {
        const pass: PlannedPass = { mode: head.modes[index] === 1 ? 'train' : 'eval', batch, recorded };
        passes.push(continueFrom === 'recorded' ? { ...pass, continues: true } : pass);
      }
    }
  }
  return { passes, notices };
}

/** The step that plans just this pass; undefined where it was not recorded. */
export function recordedStepOf({ mode, batch, recorded }: PlannedPass, base: string): RecordedStep | undefined {
  const from = recorded ?? (isRecorded(batch) ? batch : undefined);
  if (!from) return undefined;
  const { index, dtype } = from.recorded;
  return {
    recorded: relativePath(base, from.uri),
    rows: [index, 1],
    ...(dtype !== 'float32' && { dtype }),
    ...(recorded && batch !== recorded && { tensors: relativePath(base, batch.uri) }),
    ...(!recorded && { mode }),
  };
}

export function isRecorded(batch: PlannedPass['batch']): batch is RecordedBatch {
  return batch.recorded !== undefined;
}

interface Tensors {
  /** That of the only pass. */
  readonly one?: string;
  /** By step and call: `12.0`. */
  readonly byCall: ReadonlyMap<string, string>;
}

/** `x_000012.npy` is of the first pass of step 12, `x_000012.2.npy` of the third. */
const numbered = /(\d+)(?:\.(\d+))?\.[^.]+$/;

async function tensorsOf({ tensors, rows }: RecordedStep, base: string, sources: PlanSources): Promise<Tensors> {
  const byCall = new Map<string, string>();
  if (tensors === undefined) return { byCall };
  if (!isPattern(tensors) && rows?.[1] === 1) return { one: resolvePath(base, tensors), byCall };
  try {
    for (const uri of await matches(base, tensors, sources)) {
      const [, step, call] = (numbered.exec(nameOf(uri)) ?? []) as (string | undefined)[];
      if (step !== undefined) byCall.set(`${Number(step)}.${Number(call ?? 0)}`, uri);
    }
  } catch (error) {
    // A recording of statistics alone is one, too.
    if (!(error instanceof FormatError)) throw error;
  }
  return { byCall };
}

async function headOrNotice(
  uri: string,
  mayBeUnfinished: boolean,
  sources: PlanSources,
  notices: string[],
): Promise<RecordedHead | null> {
  try {
    return await sources.recorded(uri);
  } catch (error) {
    if (!mayBeUnfinished || !(error instanceof FormatError)) throw error;
    notices.push(
      `${tensorName(uri)} is not complete, so its passes are left out: it is still being written, or its writer was stopped.`,
    );
    return null;
  }
}

/** Whether it is recorded that a pass has this shape. */
function hasShape({ shapes, passes }: RecordedHead, index: number, shape: readonly number[]): boolean {
  if (!shapes || shapes.length / passes !== shape.length) return false;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shapes[index * shape.length + axis] !== shape[axis]) return false;
  }
  return true;
}

function shapeAt({ shapes, counts, channels, passes }: RecordedHead, index: number, axis: number): readonly number[] {
  if (shapes) {
    const rank = shapes.length / passes;
    const shape: number[] = [];
    for (let at = index * rank; at < (index + 1) * rank; at++) shape.push(shapes[at]);
    return shape;
  }
  const rank = Math.max(2, axis < 0 ? -axis : axis + 1);
  const at = axis < 0 ? axis + rank : axis;
  return Array.from({ length: rank }, (_, one) =>
    one === at ? channels : one === (at === 0 ? 1 : 0) ? counts[index] : 1,
  );
}

function labelOf(uri: string, index: number, step: number | undefined, call: number): string {
  if (step === undefined) return `${tensorName(uri)} [${index}]`;
  return call === 0 ? `step ${step}` : `step ${step}, call ${call + 1}`;
}

function checkChannels(channels: number, expected: number, uri: string): number {
  if (channels === expected) return channels;
  throw new FormatError({
    file: tensorName(uri),
    place: 'member mean',
    problem: 'it has other channels than the files before it',
    expected: `${expected} channels`,
    found: `${channels}`,
  });
}

function noSuchPasses(uri: string, from: number, count: number, passes: number): FormatError {
  return new FormatError({
    file: tensorName(uri),
    place: 'rows',
    problem: 'the file has no such passes',
    expected: `passes below ${passes}`,
    found: `${from} to ${from + count - 1}`,
  });
}
