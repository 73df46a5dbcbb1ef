import { wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/umd/node-adapter';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LayersThread } from './layersThread.js';
import type { StartedThread, StartsThreads } from './layersThreads.js';
import { MomentsThreads } from './momentsThreads.js';

/** More wait for the same memory. */
const MOST_THREADS = 4;

/** What a thread of the pool is told about itself. */
export interface ThreadRole {
  readonly role: 'moments' | 'layers';
}

/** @param path the worker's own bundle, which `nodeEntry` begins */
export function nodeThreads(path: string): MomentsThreads {
  const role: ThreadRole = { role: 'moments' };
  const start = () => new Worker(path, { workerData: role });
  return new MomentsThreads(start, { most: Math.min(availableParallelism(), MOST_THREADS) });
}

/** Threads from the same bundle that look at layers of models. */
export function nodeLayerThreads(path: string): StartsThreads {
  const role: ThreadRole = { role: 'layers' };
  const start = (): StartedThread => {
    const worker = new Worker(path, { workerData: role });
    worker.unref();
    return {
      thread: wrap<LayersThread>(nodeEndpoint(worker)),
      hold: (isNeeded) => (isNeeded ? worker.ref() : worker.unref()),
      // An error that nothing catches ends it, too.
      ended: once(worker, 'exit').catch(() => undefined),
      end: () => void worker.terminate(),
    };
  };
  return { start, count: Math.min(availableParallelism(), MOST_THREADS) - 1 };
}

/** What this thread was started for; null: it is nobody's. */
export function roleOf(workerData: unknown): ThreadRole['role'] | null {
  if (typeof workerData !== 'object' || workerData === null || !('role' in workerData)) return null;
  return workerData.role === 'moments' || workerData.role === 'layers' ? workerData.role : null;
}
