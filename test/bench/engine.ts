import {
  advance,
  computeMoments,
  conventionNamed,
  initialState,
  layoutOf,
  normalizeValues,
  type Layer,
} from '../../src/engine/index.js';
import { compared, type Compared } from './compared.js';
import type { Group } from './group.js';
import { startJsPeers } from './jsPeers.js';
import { startPytorch } from './pytorchPeer.js';
import { randomValues } from './randomValues.js';
import type { Result } from './result.js';

const shape = [64, 256, 56, 56];
const rowsShape = [64 * 56 * 56, 256];
const size = shape.reduce((product, axis) => product * axis, 1);

/** Throughput of the engine's passes over float32 tensors that are in memory already, one thread. */
export const engine: Group = {
  name: 'engine',
  title: 'Engine',
  about: 'Throughput over tensors in memory, best of some rounds, ours and theirs in turn.',
  async measure(say) {
    const peers = [await startPytorch(1), ...(await startJsPeers(1, say))];
    try {
      const results: Result[] = [];
      for (const work of works()) {
        say(work.name);
        results.push(await compared(work, peers));
      }
      return { results, versions: peers.flatMap(({ version }) => version ?? []) };
    } finally {
      for (const peer of peers) peer.close();
    }
  },
};

function works(): readonly Compared[] {
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
  const work = (operation: string, tensor: readonly number[]) => ({ operation, shape: tensor, dtype: 'float32' });
  return [
    {
      name: 'train forward (64,256,56,56) float32 1 thread',
      work: work('train', shape),
      ours: () => train(shape),
      budget: { peer: 'pytorch', atLeast: 1.4 },
    },
    {
      name: 'moments (64,256,56,56) float32 1 thread',
      work: work('moments', shape),
      ours: () => moments(shape),
      budget: { peer: 'pytorch', atLeast: 4 },
    },
    {
      name: 'train forward (200704,256) float32 1 thread',
      work: work('train', rowsShape),
      ours: () => train(rowsShape),
    },
  ];
}
