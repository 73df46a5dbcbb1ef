import { expose, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/umd/node-adapter';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { HostApi } from '../protocol/index.js';
import { createWorkerApi } from './api.js';
import { sendingChanges } from './snapshotWire.js';
import { nextTurn } from './nextTurn.js';
import { nodeFiles } from './nodeFiles.js';
import { nodeLayerThreads, nodeThreads, roleOf } from './threads/nodeThreads.js';
import { serveMoments } from './threads/serveMoments.js';
import { workerFiles } from './workerFiles.js';

/**
 * The thread under Node, or one of the threads that it starts from the same bundle to read a large file. Otherwise the
 * first message brings the port to the host, and all others are calls.
 */
const role = roleOf(workerData);
if (parentPort && role !== null) {
  const port = parentPort;
  const refuse = () => Promise.reject(new Error('only local files are read by several threads'));
  const files = workerFiles({ readFile: refuse, readDirectory: refuse }, nodeFiles);
  if (role === 'moments') serveMoments(port, files, () => performance.now());
  // What was said to it by then waits at the port.
  else void import('./models.js').then(({ layersThread }) => expose(layersThread(files), nodeEndpoint(port)));
} else if (parentPort) {
  const port = parentPort;
  const { measure } = nodeThreads(__filename);
  const layerThreads = nodeLayerThreads(__filename);
  port.once('message', ({ host: hostPort }: { host: MessagePort }) => {
    const host = wrap<HostApi>(nodeEndpoint(hostPort));
    const api = createWorkerApi({
      files: { ...workerFiles(host, nodeFiles), measure },
      layerThreads,
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
