import {
  advance,
  computeMoments,
  conventionNamed,
  initialState,
  layoutOf,
  normalizeValues,
  type Layer,
} from '../../src/engine/index.js';
import { startPytorch, type PytorchPeer, type PytorchWork } from './pytorchPeer.js';
import { result, type Result } from './result.js';

const rounds = 9;
const shape = [64, 256, 56, 56];
const rowsShape = [64 * 56 * 56, 256];
const size = shape.reduce((product, axis) => product * axis, 1);

/** Throughput of the engine's passes over float32 tensors that are in memory already, one thread. */
export async function engineResults(): Promise<Result[]> {
  const values = randomValues(size);
  const layer: Layer = {
    convention: conventionNamed('pytorch'),
    channelAxis: 1,
    affine: true,
    trackRunningStats: true,
  };
  const state = initialState(layer, 256);
  // As PyTorch's allocator does for its output: memory that was touched before is used again.
  const output = new Float32Array(size);
  const moments = (tensor: readonly number[]) => computeMoments(values, layoutOf(tensor, layer));
  const train = (tensor: readonly number[]) => {
    const layout = layoutOf(tensor, layer);
    const { normalizer } = advance(layer, 'train', computeMoments(values, layout), state, tensor);
    normalizeValues(values, layout, normalizer, { into: output });
  };
  const pytorch = await startPytorch(1);
  try {
    return [
      await compare('train forward (64,256,56,56) float32 1 thread', () => train(shape), pytorch, 'batch_norm'),
      await compare('moments (64,256,56,56) float32 1 thread', () => moments(shape), pytorch, 'var_mean'),
      await compare('train forward (200704,256) float32 1 thread', () => train(rowsShape), pytorch, 'batch_norm_last'),
    ];
  } finally {
    pytorch.close();
  }
}

/** Best of some rounds, ours and theirs in turn, so that a busy machine slows both. */
async function compare(name: string, ours: () => unknown, pytorch: PytorchPeer, work: PytorchWork): Promise<Result> {
  let us = Infinity;
  let theirs = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    ours();
    us = Math.min(us, (performance.now() - start) / 1000);
    theirs = Math.min(theirs, (await pytorch.round(work)) ?? Infinity);
  }
  const peers = Number.isFinite(theirs) ? { pytorch: size / theirs / 1e9 } : {};
  return result(name, 'Gelem/s', size / us / 1e9, peers);
}

function randomValues(count: number): Float32Array<ArrayBuffer> {
  let seed = 1;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    values[i] = seed / 2 ** 31 - 0.7;
  }
  return values;
}
