import type { HostApi } from '../protocol/index.js';
import type { SessionFiles } from '../session/index.js';
import type { StartsThreads } from './threads/layersThreads.js';

/** What the API needs of the thread that it runs in. */
export interface WorkerEnvironment {
  readonly files: SessionFiles;
  /** Starts who looks at layers of large models beside this thread; absent: nobody does. */
  readonly layerThreads?: StartsThreads;
  readonly onProgress: HostApi['onProgress'];
  readonly onWarning: HostApi['onWarning'];
  readonly onSay?: HostApi['onSay'];
  /** Lets waiting messages in, so that a cancel gets through between two passes. */
  readonly breathe: () => Promise<void>;
  /** Milliseconds since any fixed time. */
  readonly now: () => number;
}
