import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { MomentsThreads } from './momentsThreads.js';

/** More wait for the same memory. */
const MOST_THREADS = 4;

/** What a thread of the pool is told about itself. */
export interface ThreadRole {
  readonly role: 'moments';
}

/** @param path the worker's own bundle, which `nodeEntry` begins */
export function nodeThreads(path: string): MomentsThreads {
  const role: ThreadRole = { role: 'moments' };
  const start = () => new Worker(path, { workerData: role });
  return new MomentsThreads(start, { most: Math.min(availableParallelism(), MOST_THREADS) });
}

export function isMomentsThread(workerData: unknown): boolean {
  return typeof workerData === 'object' && workerData !== null && 'role' in workerData && workerData.role === 'moments';
}
