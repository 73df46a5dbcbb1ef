import type { Outcome, WorkerApi } from '../../../src/protocol/index.js';
import { createWorkerApi } from '../../../src/worker/api.js';
import type { WorkerEnvironment } from '../../../src/worker/environment.js';

/** The worker's functions over these files, in the test's own thread; nobody listens to how far it is. */
export function workerOver(files: WorkerEnvironment['files']): WorkerApi {
  return createWorkerApi({
    files,
    onProgress: () => undefined,
    onWarning: () => undefined,
    breathe: () => Promise.resolve(),
    now: () => performance.now(),
  });
}

/** What came of a call that has to succeed. @throws Error with what it says otherwise */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}
