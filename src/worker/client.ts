import { expose, wrap, type Remote } from 'comlink';
import nodeEndpoint from 'comlink/dist/umd/node-adapter';
import type { HostApi, ThreadApi, WorkerApi } from '../protocol/index.js';
import { receivingChanges } from './snapshotWire.js';

/** A running worker. */
export interface WorkerConnection {
  readonly api: WorkerApi;
  /** Settles when the worker has ended, asked to or not; says why. */
  readonly ended: Promise<Error>;
  terminate(): void;
}

/** Where the two bundles of the worker are: a path under Node, an address in a browser. */
export interface WorkerLocation {
  readonly node: string;
  readonly web: string;
}

/** Starts a worker: a thread of Node where there is one, a Web Worker otherwise. */
export function startWorker(location: WorkerLocation, host: HostApi): Promise<WorkerConnection> {
  return typeof Worker === 'undefined'
    ? startNodeWorker(location.node, host)
    : Promise.resolve(startWebWorker(location.web, host));
}

async function startNodeWorker(path: string, host: HostApi): Promise<WorkerConnection> {
  const threads = await import('node:worker_threads');
  const worker = new threads.Worker(path);
  const ended = new Promise<Error>((resolve) => {
    worker.once('error', resolve);
    worker.once('exit', (code) => resolve(new Error(`The worker ended with code ${code}.`)));
  });
  const { port1, port2 } = new threads.MessageChannel();
  expose(host, nodeEndpoint(port1));
  // An open port alone must not keep the process alive.
  port1.unref();
  worker.postMessage({ host: port2 }, [port2]);
  void ended.then(() => port1.close());
  return {
    api: receivingChanges(localApi(wrap<ThreadApi>(nodeEndpoint(worker)))),
    ended,
    terminate: () => void worker.terminate(),
  };
}

function startWebWorker(address: string, host: HostApi): WorkerConnection {
  const worker = new Worker(address);
  let end: (error: Error) => void = () => undefined;
  const ended = new Promise<Error>((resolve) => (end = resolve));
  worker.addEventListener('error', ({ message }) => {
    // A browser lets a worker live on after an error; what it holds is not to be trusted any more.
    worker.terminate();
    end(new Error(message || 'The worker could not be started.'));
  });
  const { port1, port2 } = new MessageChannel();
  expose(host, port1);
  worker.postMessage({ host: port2, address }, [port2]);
  return {
    api: receivingChanges(localApi(wrap<ThreadApi>(worker))),
    ended,
    terminate: () => {
      worker.terminate();
      end(new Error('The worker was stopped.'));
    },
  };
}

/** The proxy as a plain object: comlink's own answers to every property, `then` included, which confuses await. */
function localApi(remote: Remote<ThreadApi>): ThreadApi {
  return {
    open: (...given) => remote.open(...given),
    act: (...given) => remote.act(...given),
    judge: (...given) => remote.judge(...given),
    view: (id, name, request) => remote.view(id, name, request),
    export: (...given) => remote.export(...given),
    debug: (id, name, request) => remote.debug(id, name, request),
    cancel: (...given) => remote.cancel(...given),
    pause: (...given) => remote.pause(...given),
    close: (...given) => remote.close(...given),
    rules: () => remote.rules(),
    browse: (...given) => remote.browse(...given),
    outline: (...given) => remote.outline(...given),
    check: (...given) => remote.check(...given),
    report: (...given) => remote.report(...given),
    openModel: (...given) => remote.openModel(...given),
    modelView: (...given) => remote.modelView(...given),
    modelChannels: (...given) => remote.modelChannels(...given),
    modelChannel: (...given) => remote.modelChannel(...given),
    openStates: (...given) => remote.openStates(...given),
    stateChannels: (...given) => remote.stateChannels(...given),
  };
}
