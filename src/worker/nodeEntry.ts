import { expose, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/umd/node-adapter';
import { parentPort, type MessagePort } from 'node:worker_threads';
import type { HostApi } from '../protocol/index.js';
import { createWorkerApi } from './api.js';
import { nodeFiles } from './nodeFiles.js';
import { workerFiles } from './workerFiles.js';

/** The thread under Node: the first message brings the port to the host, all others are calls. */
if (parentPort) {
  const port = parentPort;
  port.once('message', ({ host: hostPort }: { host: MessagePort }) => {
    const host = wrap<HostApi>(nodeEndpoint(hostPort));
    const api = createWorkerApi({
      files: workerFiles(host, nodeFiles),
      // Progress that nobody takes is no reason to stop.
      onProgress: (id, progress) => void host.onProgress(id, progress).catch(() => undefined),
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      now: () => performance.now(),
    });
    expose(api, nodeEndpoint(port));
  });
}
