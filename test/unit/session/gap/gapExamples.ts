import type { Mode, Moments, SetValues } from '../../../../src/engine/index.js';
import {
  advance,
  changedLayer,
  changedState,
  conventionNamed,
  initialState,
  type Layer,
  type LayerState,
} from '../../../../src/engine/index.js';
import type { PassRecord } from '../../../../src/session/records/index.js';

/** One channel's batch by its own numbers. */
export interface ExampleBatch {
  readonly mode?: Mode;
  readonly mean: number;
  /** Biased. */
  readonly variance: number;
  readonly count?: number;
  readonly set?: SetValues;
  readonly keepsState?: true;
}

interface Options {
  readonly convention?: string;
  readonly changes?: Partial<Layer['convention']>;
  readonly layer?: Partial<Layer>;
  readonly state?: Partial<LayerState>;
}

/** A program of one channel, whose batches are known by mean and variance alone. */
export function exampleProgram(
  batches: readonly ExampleBatch[],
  { convention = 'labml', changes = {}, layer: layerChanges = {}, state = {} }: Options = {},
): { readonly initial: LayerState; readonly passes: PassRecord[] } {
  let layer: Layer = {
    convention: { ...conventionNamed(convention), ...changes },
    channelAxis: 1,
    affine: true,
    trackRunningStats: true,
    ...layerChanges,
  };
  const initial = { ...initialState(layer, 1, 1), ...state };
  const passes: PassRecord[] = [];
  for (const [index, { mode = 'train', mean, variance, count = 4096, set, keepsState }] of batches.entries()) {
    const plan = {
      mode,
      batch: { uri: `file:///${index}.npy`, label: `${index}.npy` },
      ...(keepsState && { keepsState }),
    };
    let before = passes.at(-1)?.after ?? initial;
    if (set) {
      layer = changedLayer(layer, set);
      before = changedState(layer, before, set);
    }
    const shape = [count, 1];
    const moments = momentsOf(mean, variance, count);
    const tracked = keepsState ? { ...layer, trackRunningStats: false } : layer;
    const { after } = advance(tracked, mode, moments, before, shape);
    passes.push({ kind: 'computed', plan, layer, ...(set && { set }), before, after, shape, moments });
  }
  return { initial, passes };
}

function momentsOf(mean: number, variance: number, count: number): Moments {
  return {
    count,
    shift: Float64Array.of(mean),
    remainder: Float64Array.of(0),
    m2: Float64Array.of(variance * count),
    min: Float64Array.of(mean - 1),
    max: Float64Array.of(mean + 1),
    nonFinite: Uint32Array.of(0),
    firstNonFinite: Float64Array.of(-1),
  };
}

export function repeated(times: number, batch: (index: number) => ExampleBatch): ExampleBatch[] {
  return Array.from({ length: times }, (_, index) => batch(index));
}
