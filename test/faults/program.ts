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
