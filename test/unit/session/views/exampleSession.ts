import {
  advance,
  computeMoments,
  conventionNamed,
  EngineError,
  initialState,
  layoutOf,
  stateAfterError,
  type Layer,
  type LayerState,
  type Mode,
  type Tensor,
} from '../../../../src/engine/index.js';
import { boxOf } from '../../../../src/formats/index.js';
import type { PassRecord } from '../../../../src/session/records/passRecord.js';
import type { PlannedPass } from '../../../../src/session/program/plan/plannedPass.js';
import type { Session } from '../../../../src/session/run/session.js';
import type { BatchAccess } from '../../../../src/session/batches/batchAccess.js';

export type Example = readonly [mode: Mode, batch: Tensor];

interface Options {
  readonly convention?: string;
  readonly changes?: Partial<Layer['convention']>;
  readonly layer?: Partial<Omit<Layer, 'convention'>>;
  readonly state?: Partial<LayerState>;
  /** Passes that are run; the others are only planned. */
  readonly run?: number;
}

/** A session whose passes have run, made with the engine alone, and the access to its batches. */
export function exampleSession(
  examples: readonly Example[],
  { convention = 'pytorch', changes = {}, layer: layerChanges = {}, state = {}, run = examples.length }: Options = {},
): { readonly session: Session; readonly access: BatchAccess } {
  const rules = { ...conventionNamed(convention), ...changes };
  const layer: Layer = { convention: rules, channelAxis: 1, affine: true, trackRunningStats: true, ...layerChanges };
  const layout = layoutOf(examples[0][1].shape, layer);
  const initial = { ...initialState(layer, layout.channels, layout.groups), ...state };
  const plan = examples.map(([mode], index): PlannedPass => ({
    mode,
    batch: { uri: `file:///batch_${index}.npy`, label: `batch_${index}.npy` },
  }));
  const tensors = new Map(plan.map(({ batch }, index) => [batch.uri, examples[index][1]]));
  const tensorOf = (uri: string): Tensor => {
    const tensor = tensors.get(uri);
    if (!tensor) throw new Error(`${uri} is no batch of the example`);
    return tensor;
  };
  const momentsOf = (tensor: Tensor, as = layer) => computeMoments(tensor.values, layoutOf(tensor.shape, as));

  const passes: PassRecord[] = [];
  let before = initial;
  for (const planned of plan.slice(0, run)) {
    const tensor = tensorOf(planned.batch.uri);
    const common = { plan: planned, layer, shape: tensor.shape, moments: momentsOf(tensor), before };
    try {
      const { after } = advance(layer, planned.mode, common.moments, before, tensor.shape);
      passes.push({ ...common, kind: 'computed', after });
      before = after;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const after = stateAfterError(error, before);
      passes.push({ ...common, kind: 'refused', error: error.message, after });
      before = after;
    }
  }
  return {
    session: {
      program: { steps: [] },
      layer,
      shape: examples[0][1].shape,
      initial,
      plan,
      stepOfPass: [...plan.keys()],
      passes,
      cursor: { pass: passes.length, stage: null },
    },
    access: {
      header: (batch) => Promise.resolve({ shape: tensorOf(batch.uri).shape, order: 'C' }),
      boxes: (batch, boxes) => {
        const { shape, values } = tensorOf(batch.uri);
        return Promise.resolve(boxes.map((box) => boxOf(batch.label, values, shape, box)));
      },
      tensor: (batch) => Promise.resolve(tensorOf(batch.uri)),
      moments: (batch, as) => {
        const tensor = tensorOf(batch.uri);
        return Promise.resolve({ shape: tensor.shape, moments: momentsOf(tensor, as) });
      },
    },
  };
}

export function tensor(shape: readonly number[], values: Iterable<number> | ((index: number) => number)): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const data =
    typeof values === 'function'
      ? Float32Array.from({ length: size }, (_, index) => values(index))
      : Float32Array.from(values);
  return { shape, dtype: 'float32', values: data };
}

/** Normal numbers from a seed, the same everywhere: sums of uniform ones would have no tails. */
export function normalNumbers(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A batch of normal values, channel c with `mean(c)` and `sigma(c)`. */
export function normalBatch(
  shape: readonly number[],
  seed: number,
  mean: (channel: number) => number = () => 0,
  sigma: (channel: number) => number = () => 1,
): Tensor {
  const normal = normalNumbers(seed);
  const inner = shape.slice(2).reduce((product, length) => product * length, 1);
  return tensor(shape, (index) => {
    const channel = Math.floor(index / inner) % shape[1];
    return mean(channel) + sigma(channel) * normal();
  });
}

/** A copy with some values replaced. */
export function withValues(batch: Tensor, changes: Readonly<Record<number, number>>): Tensor {
  const values = batch.values.slice();
  for (const [index, value] of Object.entries(changes)) values[Number(index)] = value;
  return { ...batch, values };
}
