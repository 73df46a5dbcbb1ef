import { fastestKernels } from '../../../src/engine/index.js';
import { compared } from '../compared.js';
import { Figures } from '../figures.js';
import type { Group } from '../group.js';
import { startJsPeers } from '../jsPeers.js';
import { startNumpy } from '../numpyPeer.js';
import type { Peer } from '../peer.js';
import { startPytorch } from '../pytorchPeer.js';
import type { Budget } from '../result.js';
import { passesOf } from './passes.js';
import { dtypes, operations, shapes, sizeOf, type BenchDType, type Operation } from './shapes.js';
import { widenedTogether } from './tasks.js';
import { startTeam } from './team.js';
import { bytesOf, makeTensors, type Tensors } from './tensors.js';

/** Throughput of the engine's passes over tensors that are in memory already. */
export const engine: Group = {
  name: 'engine',
  title: 'Engine',
  about:
    'Throughput over tensors in memory, best of some rounds, ours and theirs in turn, all memory touched before. `copy` is a plain copy of the input by one thread: what memory allows.',
  async measure(say, isWanted) {
    const figures = new Figures(say);
    const versions: string[] = [];
    for (const threads of [1, 2]) {
      const peers = [await startPytorch(threads), ...(threads === 1 ? [await startNumpy()] : [])];
      peers.push(...(await startJsPeers(threads, say)));
      versions.push(...peers.flatMap(({ version }) => version ?? []));
      try {
        for (const shape of shapes) {
          for (const dtype of dtypes) {
            const wanted = operations.filter((operation) => isWanted(nameOf(operation, shape, dtype, threads)));
            if (wanted.length > 0) await takeAll(wanted, shape, dtype, threads, peers, figures, say);
          }
        }
      } finally {
        for (const peer of peers) peer.close();
      }
    }
    return { results: figures.results, absent: figures.absent, versions: [...new Set(versions)] };
  },
};

async function takeAll(
  wanted: readonly Operation[],
  shape: readonly number[],
  dtype: BenchDType,
  threads: number,
  peers: readonly Peer[],
  figures: Figures,
  say: (what: string) => void,
): Promise<void> {
  const size = sizeOf(shape);
  // At least one row of the outer axis.
  const scratchLength = dtype === 'float16' ? Math.max(widenedTogether, size / shape[0]) : 0;
  const arena = fastestKernels().arena(bytesOf(size, scratchLength), true);
  const tensors = makeTensors(arena, size, dtype, scratchLength);
  const team = startTeam(threads, arena.memory);
  try {
    const passes = passesOf(shape, tensors, team);
    for (const operation of wanted) {
      const name = nameOf(operation, shape, dtype, threads);
      say(name);
      const budget = budgetOf(operation, shape, dtype, threads);
      const work = { operation, shape, dtype };
      const others = [...peers, copying(tensors)];
      await figures.take(name, () =>
        compared({ name, work, ours: passes[operation], ...(budget && { budget }) }, others),
      );
    }
  } finally {
    await team.close();
  }
}

/** `train forward (64,256,56,56) float32 1 thread` */
function nameOf(operation: Operation, shape: readonly number[], dtype: BenchDType, threads: number): string {
  const what = operation === 'train' || operation === 'eval' ? `${operation} forward` : operation;
  return `${what} (${shape.join()}) ${dtype} ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

/** A copy of x, as a peer. */
function copying({ x }: Tensors): Peer {
  const copy = x.slice();
  return {
    name: 'copy',
    version: null,
    round: () => {
      const start = performance.now();
      copy.set(x);
      return Promise.resolve((performance.now() - start) / 1000);
    },
    close: () => undefined,
  };
}

/** Where exactness costs most: two float64 at a time, and no row that is one channel's. */
const fullyConnected = '8192,512';

/** Budgets are about tensors that no cache holds; aims also about what a fully connected layer is given. */
function budgetOf(
  operation: Operation,
  shape: readonly number[],
  dtype: BenchDType,
  threads: number,
): Budget | undefined {
  if (dtype !== 'float32') return undefined;
  const isLarge = sizeOf(shape) >= 2 ** 24;
  if (isLarge && operation === 'train') return { peer: 'pytorch', atLeast: threads === 1 ? 1.4 : 1.5 };
  if (isLarge && operation === 'moments' && threads === 1) return { peer: 'pytorch', atLeast: 4 };
  const isAim = isLarge
    ? operation === 'eval'
    : shape.join() === fullyConnected && operation !== 'moments' && operation !== 'histogram';
  return isAim ? { peer: 'pytorch', atLeast: 1, isAim } : undefined;
}
