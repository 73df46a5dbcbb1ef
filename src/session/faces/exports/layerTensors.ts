import type { WrittenTensor } from '../../../formats/index.js';
import { isTensorPath, type Program } from '../../program/index.js';
import type { Repaired } from '../../repair/index.js';

/** What a layer holds, as a checkpoint does; absent where it has none of it. */
export interface LayerTensors {
  readonly gamma?: Float64Array;
  readonly beta?: Float64Array;
  readonly runningMean?: Float64Array;
  readonly runningVar?: Float64Array;
  readonly numBatchesTracked: number;
}

/** The recomputed statistics where there are some, else the stored ones; all else as the layer has it. */
export function tensorsOf({ state, statistics }: Repaired): LayerTensors {
  const { gamma, beta, numBatchesTracked } = state;
  const runningMean = statistics?.mean ?? state.runningMean;
  const runningVar = statistics?.variance ?? state.runningVar;
  return {
    ...(gamma && { gamma }),
    ...(beta && { beta }),
    ...(runningMean && { runningMean }),
    ...(runningVar && { runningVar }),
    numBatchesTracked,
  };
}

type Names = Readonly<Record<keyof LayerTensors, string>>;

const pytorchNames: Names = {
  gamma: 'weight',
  beta: 'bias',
  runningMean: 'running_mean',
  runningVar: 'running_var',
  numBatchesTracked: 'num_batches_tracked',
};
const kerasNames: Names = {
  gamma: 'gamma',
  beta: 'beta',
  runningMean: 'moving_mean',
  runningVar: 'moving_variance',
  numBatchesTracked: 'num_batches_tracked',
};

/** What a checkpoint calls each: as the program's own does, where its state comes from one; else as the framework. */
export function namesOf({ state = {} }: Program, conventionKey: string): Names {
  const usual = /^(keras|tf|tfjs)/.test(conventionKey) ? kerasNames : pytorchNames;
  const given = Object.entries(usual).map(([key, name]) => {
    const value: unknown = state[key as keyof LayerTensors];
    const member = isTensorPath(value) && typeof value === 'object' ? value.member : undefined;
    return [key, { name, member }] as const;
  });
  // `bn2.weight` says how the others of that layer are called.
  const prefix = given
    .flatMap(([, { name, member }]) => (member?.endsWith(`.${name}`) === true ? [member.slice(0, -name.length)] : []))
    .at(0);
  return Object.fromEntries(
    given.map(([key, { name, member }]) => [key, member ?? `${prefix ?? ''}${name}`]),
  ) as unknown as Names;
}

/** The same as tensors, by their names in a checkpoint. */
export function writtenLayer(tensors: LayerTensors, names: Names): Readonly<Record<string, WrittenTensor>> {
  const entries = Object.entries(tensors).map(([key, value]: [string, Float64Array | number]) => {
    const name = names[key as keyof LayerTensors];
    return typeof value === 'number'
      ? ([name, { shape: [], dtype: 'int64', values: [value] }] as const)
      : ([name, vector(value)] as const);
  });
  return Object.fromEntries(entries);
}

/** As checkpoints hold them. */
export function vector(values: Float64Array): WrittenTensor {
  return { shape: [values.length], dtype: 'float32', values };
}
