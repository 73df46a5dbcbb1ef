import type { HostApi, Outcome, Progress, WorkerApi } from '../../protocol/index.js';
import type { WorkerConnection } from '../../worker/client.js';
import { Emitter } from '../emitter.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { Log } from '../log.js';
import { messageOf } from '../messageOf.js';
import { failed } from './outcome.js';

export type StartWorker = (host: HostApi) => Promise<WorkerConnection>;

/** An idle worker gives its memory back after this long. */
const idleMilliseconds = 30_000;

/**
 * The one worker of the extension: started by the first call, started again by the first call after its end, ended
 * when nobody has needed it for a while. Every call answers: the worker's end answers what was under way with a failure.
 */
export class WorkerLink implements Disposable {
  readonly #life = new Lifetime();
  readonly #onDidDie = this.#life.own(new Emitter<Error>());
  /** The worker ended although sessions live in it. */
  readonly onDidDie = this.#onDidDie.event;
  readonly #progressListeners = new Map<string, (progress: Progress) => void>();
  readonly #sayListeners = new Map<string, (text: string) => void>();
  #connection: Promise<WorkerConnection> | undefined;
  #generation = 0;
  #calls = 0;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly start: StartWorker,
    private readonly files: Pick<HostApi, 'readFile' | 'readDirectory'>,
    private readonly log: () => Log,
  ) {}

  /** Changes when the worker ends: a session that was opened in another generation is gone. */
  get generation(): number {
    return this.#generation;
  }

  get isRunning(): boolean {
    return this.#connection !== undefined;
  }

  /** Routes the progress of one session, and keeps the worker while somebody listens. */
  onProgress(id: string, listener: (progress: Progress) => void): Disposable {
    this.#progressListeners.set(id, listener);
    return {
      dispose: () => {
        this.#progressListeners.delete(id);
        this.#endWhenIdle();
      },
    };
  }

  /** Routes what the breakpoints of one session say. */
  onSay(id: string, listener: (text: string) => void): Disposable {
    this.#sayListeners.set(id, listener);
    return { dispose: () => this.#sayListeners.delete(id) };
  }

  async call<T>(request: (api: WorkerApi) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.#calls += 1;
    try {
      const { api, ended } = await this.#connect();
      return await Promise.race([request(api), ended.then((error) => stopped(error))]);
    } catch (error) {
      this.log().error(messageOf(error));
      return stopped(error);
    } finally {
      this.#calls -= 1;
      this.#endWhenIdle();
    }
  }

  /** Tells a worker that is running; without one there is nothing to tell. */
  tell(request: (api: WorkerApi) => Promise<void>): void {
    this.#connection
      ?.then(({ api }) => request(api))
      .catch((error: unknown) => {
        this.log().warn(messageOf(error));
      });
  }

  /** Ends the worker as a crash would; the next call starts another. */
  terminate(): void {
    this.#connection?.then(
      (connection) => connection.terminate(),
      // One that could not be started has nothing to end.
      () => undefined,
    );
  }

  dispose(): void {
    clearTimeout(this.#idleTimer);
    this.terminate();
    this.#connection = undefined;
    this.#life.dispose();
  }

  #connect(): Promise<WorkerConnection> {
    clearTimeout(this.#idleTimer);
    if (this.#connection) return this.#connection;
    const connection = this.#startOne();
    this.#connection = connection;
    connection.then(
      async ({ ended }) => {
        const error = await ended;
        if (this.#forgets(connection)) this.#mourn(error);
      },
      // Whoever asked for the worker hears why it could not be started.
      () => this.#forgets(connection),
    );
    return connection;
  }

  async #startOne(): Promise<WorkerConnection> {
    const started = performance.now();
    const connection = await this.start({
      ...this.files,
      onProgress: (id, progress) => this.#progressListeners.get(id)?.(progress),
      onSay: (id, text) => this.#sayListeners.get(id)?.(text),
      onWarning: (sentence) => this.log().warn(sentence),
    });
    this.log().debug(`worker ready in ${Math.round(performance.now() - started)} ms`);
    return connection;
  }

  /** Whether the connection was the current one until now: another may have taken its place before it had ended. */
  #forgets(connection: Promise<WorkerConnection>): boolean {
    if (this.#connection !== connection) return false;
    this.#connection = undefined;
    this.#generation += 1;
    return true;
  }

  #mourn(error: Error): void {
    if (this.#progressListeners.size === 0) return;
    this.log().error(`The worker ended: ${error.message}`);
    this.#onDidDie.fire(error);
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idleTimer);
    if (this.#calls > 0 || this.#progressListeners.size > 0 || this.#connection === undefined) return;
    this.#idleTimer = setTimeout(() => {
      this.terminate();
      this.#connection = undefined;
    }, idleMilliseconds);
  }
}

function stopped(error: unknown): ReturnType<typeof failed> {
  return failed('The computation stopped', `${messageOf(error).replace(/[^.!?]$/, '$&.')} Retry starts it again.`);
}
