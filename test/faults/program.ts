import {
  advance,
  computeMoments,
  conventionNamed,
  initialState,
  layoutOf,
  type Convention,
  type Layer,
  type LayerState,
  type Mode,
} from '../../src/engine/index.js';
import { measuredFacts } from '../../src/session/batches/facts.js';
import type { BoxReader } from '../../src/session/batches/placed.js';
import type { Box } from '../../src/formats/index.js';
import type { PassRecord } from '../../src/session/records/passRecord.js';
import type { Session } from '../../src/session/run/session.js';

/** A batch by its values, [N, C] or [N, C, positions] in C order. */
export interface MadeBatch {
  readonly mode: Mode;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

export interface MadeProgram {
  readonly convention?: string;
  readonly changes?: Partial<Convention>;
  readonly state?: Partial<LayerState>;
  readonly batches: Iterable<MadeBatch>;
}

/** Reads parts of a batch that is there, as a session reads them from its file. */
function boxesOf({ shape, values }: MadeBatch): BoxReader {
  return (boxes) => Promise.resolve(boxes.map((box) => partOf(values, shape, box)));
}

function partOf(values: MadeBatch['values'], shape: readonly number[], { start, count }: Box): Float64Array {
  const part = new Float64Array(count.reduce((product, length) => product * length, 1));
  const index = count.map(() => 0);
  for (let i = 0; i < part.length; i++) {
    part[i] = values[shape.reduce((at, length, axis) => at * length + start[axis] + index[axis], 0)];
    for (let axis = count.length - 1; axis >= 0 && ++index[axis] === count[axis]; axis--) index[axis] = 0;
  }
  return part;
}

/** The same with what is read again of each batch, as of tensors in files. */
export async function measuredProgram({ batches, ...made }: MadeProgram): Promise<Session> {
  const all = [...batches];
  const session = ranProgram({ ...made, batches: all });
  const passes: PassRecord[] = [];
  for (const [index, record] of session.passes.entries()) {
    if (record.kind === 'refused') throw new Error('a batch that no layer takes');
    const facts = await measuredFacts(record.shape, record.layer, record.moments, boxesOf(all[index]));
    passes.push(facts ? { ...record, facts } : record);
  }
  return { ...session, passes };
}

/** A session of these batches that has run, with the engine alone. */
export function ranProgram({ convention = 'pytorch', changes = {}, state = {}, batches }: MadeProgram): Session {
  const layer: Layer = {
    convention: { ...conventionNamed(convention), ...changes },
    channelAxis: 1,
    affine: true,
    trackRunningStats: true,
  };
  const passes: PassRecord[] = [];
  let first: { readonly shape: readonly number[]; readonly initial: LayerState } | null = null;
  for (const { mode, shape, values } of batches) {
    const layout = layoutOf(shape, layer);
    first ??= { shape, initial: { ...initialState(layer, layout.channels, layout.groups), ...state } };
    const before = passes.at(-1)?.after ?? first.initial;
    const moments = computeMoments(values, layout);
    const { after } = advance(layer, mode, moments, before, shape);
    const label = `batch_${passes.length}.npy`;
    const plan = { mode, batch: { uri: `file:///${label}`, label } };
    passes.push({ kind: 'computed', plan, layer, shape, moments, before, after });
  }
  if (!first) throw new Error('a program without batches');
  return {
    program: { steps: [] },
    layer,
    ...first,
    plan: passes.map(({ plan }) => plan),
    stepOfPass: passes.map((_, index) => index),
    passes,
    cursor: { pass: passes.length, stage: null },
  };
}
