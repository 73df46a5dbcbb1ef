import { expose, wrap } from 'comlink';
import type { HostApi } from '../protocol/index.js';
import { createWorkerApi } from './api.js';
import { sendingChanges } from './snapshotWire.js';
import { nextTurn } from './nextTurn.js';
import { workerFiles } from './workerFiles.js';

/** The thread in a browser, where every file comes from the host. */
addEventListener(
  'message',
  ({ data }: MessageEvent<{ host: MessagePort; address: string }>) => {
    // What is loaded later lies beside this script; its own address may be that of a copy.
    Object.assign(globalThis, { batchnormWorkerAddress: data.address });
    const host = wrap<HostApi>(data.host);
    const api = createWorkerApi({
      files: workerFiles(host, null),
      // Progress that nobody takes is no reason to stop.
      onProgress: (id, progress) => void host.onProgress(id, progress).catch(() => undefined),
      onWarning: (sentence) => void host.onWarning(sentence).catch(() => undefined),
      onSay: (id, text) => void host.onSay(id, text).catch(() => undefined),
      breathe: nextTurn,
      now: () => performance.now(),
    });
    expose(sendingChanges(api));
  },
  { once: true },
);
