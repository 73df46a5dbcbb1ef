import { fastestKernels } from '../../../src/engine/index.js';
import { compared } from '../compared.js';
import type { Group } from '../group.js';
import { startJsPeers } from '../jsPeers.js';
import { startNumpy } from '../numpyPeer.js';
import type { Peer } from '../peer.js';
import { startPytorch } from '../pytorchPeer.js';
import type { Budget, Result } from '../result.js';
import { passesOf } from './passes.js';
import { dtypes, operations, shapes, sizeOf, type BenchDType } from './shapes.js';
import { widenedTogether } from './tasks.js';
import { startTeam } from './team.js';
import { bytesOf, makeTensors, type Tensors } from './tensors.js';

/** Throughput of the engine's passes over tensors that are in memory already. */
export const engine: Group = {
  name: 'engine',
  title: 'Engine',
  about:
    'Throughput over tensors in memory, best of some rounds, ours and theirs in turn. `copy` is a plain copy of the input by one thread: what memory allows.',
  async measure(say) {
    const results: Result[] = [];
    const versions: string[] = [];
    for (const threads of [1, 2]) {
      const peers = [await startPytorch(threads), ...(threads === 1 ? [await startNumpy()] : [])];
      peers.push(...(await startJsPeers(threads, say)));
      versions.push(...peers.flatMap(({ version }) => version ?? []));
      try {
        for (const shape of shapes) {
          for (const dtype of dtypes) results.push(...(await resultsFor(shape, dtype, threads, peers, say)));
        }
      } finally {
        for (const peer of peers) peer.close();
      }
    }
    return { results, versions: [...new Set(versions)] };
  },
};

async function resultsFor(
  shape: readonly number[],
  dtype: BenchDType,
  threads: number,
  peers: readonly Peer[],
  say: (what: string) => void,
): Promise<Result[]> {
  const size = sizeOf(shape);
  // At least one row of the outer axis.
  const scratchLength = dtype === 'float16' ? Math.max(widenedTogether, size / shape[0]) : 0;
  const arena = fastestKernels().arena(bytesOf(size, scratchLength), true);
  const tensors = makeTensors(arena, size, dtype, scratchLength);
  const team = startTeam(threads, arena.memory);
  try {
    const passes = passesOf(shape, tensors, team);
    const results: Result[] = [];
    for (const operation of operations) {
      const what = operation === 'train' || operation === 'eval' ? `${operation} forward` : operation;
      const name = `${what} (${shape.join()}) ${dtype} ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
      say(name);
      const budget = budgetOf(what, shape, dtype, threads);
      const work = { operation, shape, dtype };
      const others = [...peers, copying(tensors)];
      results.push(await compared({ name, work, ours: passes[operation], ...(budget && { budget }) }, others));
    }
    return results;
  } finally {
    await team.close();
  }
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

/** Budgets are about tensors that no cache holds. */
function budgetOf(what: string, shape: readonly number[], dtype: BenchDType, threads: number): Budget | undefined {
  if (dtype !== 'float32' || sizeOf(shape) < 2 ** 24) return undefined;
  if (what === 'train forward') return { peer: 'pytorch', atLeast: threads === 1 ? 1.4 : 1.5 };
  if (what === 'moments' && threads === 1) return { peer: 'pytorch', atLeast: 4 };
  return undefined;
}
