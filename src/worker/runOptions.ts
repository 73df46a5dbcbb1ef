import type { Progress } from '../protocol/index.js';
import type { RunOptions } from '../session/index.js';
import type { WorkerEnvironment } from './api.js';

/** Progress reaches people at this pace. */
const PROGRESS_MILLISECONDS = 100;

/** Reports bytes and passes, at most so often; between passes others get a turn. */
export function runOptions(id: string, signal: AbortSignal, environment: Omit<WorkerEnvironment, 'files'>): RunOptions {
  const { onProgress, breathe, now } = environment;
  let progress: Progress = { what: 'opening', bytes: 0, totalBytes: 0, pass: 0, passes: 0 };
  let last = now();
  const tell = () => {
    if (now() - last < PROGRESS_MILLISECONDS) return;
    last = now();
    onProgress(id, progress);
  };
  return {
    signal,
    onProgress: (bytes) => {
      progress = { ...progress, bytes };
      tell();
    },
    onPass: async (pass, passes, batch, { dataBytes }) => {
      progress = { what: `reading ${batch.label}`, bytes: 0, totalBytes: dataBytes, pass, passes };
      tell();
      await breathe();
    },
  };
}
