import { vi } from 'vitest';
import type { HostApi, WorkerApi } from '../../../../src/protocol/index.js';
import type { WorkerConnection } from '../../../../src/worker/client.js';

type Asked =
  | 'open'
  | 'act'
  | 'judge'
  | 'view'
  | 'export'
  | 'debug'
  | 'rules'
  | 'browse'
  | 'outline'
  | 'check'
  | 'report'
  | 'openModel'
  | 'modelView'
  | 'modelChannels'
  | 'modelChannel'
  | 'openStates'
  | 'stateChannels';

/** A call that waits for its answer. */
export interface Call<K extends Asked = Asked> {
  readonly name: K;
  readonly given: Parameters<WorkerApi[K]>;
  readonly answer: (outcome: Awaited<ReturnType<WorkerApi[K]>>) => void;
}

/** A worker that answers when a test says so, and ends when it does. */
export class FakeWorker {
  /** Calls that nobody has looked at yet, in their order. */
  readonly waiting: Call[] = [];
  /** What it was told that needs no answer. */
  readonly told: string[] = [];
  readonly connection: WorkerConnection;
  #end: (error: Error) => void = () => undefined;

  constructor(readonly host: HostApi) {
    const ask =
      (name: Asked) =>
      (...given: unknown[]) =>
        new Promise<never>((resolve) => {
          // Each name goes with its own arguments and answer.
          this.waiting.push({ name, given, answer: resolve } as unknown as Call);
        });
    const tell = (what: string) => (id: string) => {
      this.told.push(`${what} ${id}`);
      return Promise.resolve();
    };
    const api: WorkerApi = {
      open: ask('open'),
      act: ask('act'),
      judge: ask('judge'),
      view: ask('view'),
      export: ask('export'),
      debug: ask('debug'),
      rules: ask('rules'),
      browse: ask('browse'),
      outline: ask('outline'),
      check: ask('check'),
      report: ask('report'),
      openModel: ask('openModel'),
      modelView: ask('modelView'),
      modelChannels: ask('modelChannels'),
      modelChannel: ask('modelChannel'),
      openStates: ask('openStates'),
      stateChannels: ask('stateChannels'),
      cancel: tell('cancel'),
      pause: tell('pause'),
      close: tell('close'),
    };
    const ended = new Promise<Error>((resolve) => (this.#end = resolve));
    this.connection = { api, ended, terminate: () => this.die('The worker was stopped.') };
  }

  /** The next call, which has to be of this name. */
  async next<K extends Asked>(name: K): Promise<Call<K>> {
    const call = await vi.waitUntil(() => this.waiting.shift(), { interval: 1 });
    if (call.name !== name) throw new Error(`expected ${name}, found ${call.name}`);
    return call as unknown as Call<K>;
  }

  die(why: string): void {
    this.#end(new Error(why));
  }
}
