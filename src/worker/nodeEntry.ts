import { expose, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/umd/node-adapter';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { HostApi } from '../protocol/index.js';
import { createWorkerApi } from './api.js';
import { sendingChanges } from './snapshotWire.js';
import { nextTurn } from './nextTurn.js';
import { nodeFiles } from './nodeFiles.js';
import { isMomentsThread, nodeThreads } from './threads/nodeThreads.js';
import { serveMoments } from './threads/serveMoments.js';
import { workerFiles } from './workerFiles.js';

/**
 * The thread under Node, or one of the threads that it starts from the same bundle to read a large file. Otherwise the
 * first message brings the port to the host, and all others are calls.
 */
if (parentPort && isMomentsThread(workerData)) {
  const refuse = () => Promise.reject(new Error('only local files are read by several threads'));
  const files = workerFiles({ readFile: refuse, readDirectory: refuse }, nodeFiles);
  serveMoments(parentPort, files, () => performance.now());
} else if (parentPort) {
  const port = parentPort;
  const { measure } = nodeThreads(__filename);
  port.once('message', ({ host: hostPort }: { host: MessagePort }) => {
    const host = wrap<HostApi>(nodeEndpoint(hostPort));
    const api = createWorkerApi({
      files: { ...workerFiles(host, nodeFiles), measure },
      // Progress that nobody takes is no reason to stop.
      onProgress: (id, progress) => void host.onProgress(id, progress).catch(() => undefined),
      onWarning: (sentence) => void host.onWarning(sentence).catch(() => undefined),
      onSay: (id, text) => void host.onSay(id, text).catch(() => undefined),
      breathe: nextTurn,
      now: () => performance.now(),
    });
    expose(sendingChanges(api), nodeEndpoint(port));
  });
}
