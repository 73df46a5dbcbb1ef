import type { LayerJob, LayerScan, LayerThreads } from '../../session/index.js';
import type { LayersThread } from './layersThread.js';

/** A thread that was started, seen from the one that did. */
export interface StartedThread {
  readonly thread: LayersThread;
  /** Whether it keeps the process alive. */
  hold(isNeeded: boolean): void;
  /** Resolves when it has ended, asked to or not. */
  readonly ended: Promise<unknown>;
  end(): void;
}

export interface StartsThreads {
  readonly start: () => StartedThread;
  /** How many there may be. */
  readonly count: number;
}

export interface LayersThreadsOptions {
  /** As a `LayerThreads`'. */
  readonly leastNumbers?: number;
  /** Threads that nobody has needed for so long are ended. */
  readonly idleMilliseconds?: number;
}

interface Lane {
  readonly started: StartedThread;
  jobs: number;
}

/** Looks at layers of models with other threads, which are started when they are needed and ended when nothing is left to do. */
export class LayersThreads implements LayerThreads {
  readonly #lanes: Lane[] = [];
  readonly #idleMilliseconds: number;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  readonly count: number;
  readonly leastNumbers: number;
  readonly #start: () => StartedThread;

  constructor(
    { start, count }: StartsThreads,
    { leastNumbers = 2 ** 20, idleMilliseconds = 2000 }: LayersThreadsOptions = {},
  ) {
    this.#start = start;
    this.count = count;
    this.leastNumbers = leastNumbers;
    this.#idleMilliseconds = idleMilliseconds;
  }

  /** How many have been started, and have not ended. */
  get running(): number {
    return this.#lanes.length;
  }

  prepare(): void {
    try {
      while (this.#lanes.length < this.count) this.#newLane();
    } catch {
      // Whoever asks it to scan hears of it.
    }
    this.#endIfIdle();
  }

  async scan(job: LayerJob, signal?: AbortSignal): Promise<LayerScan> {
    signal?.throwIfAborted();
    clearTimeout(this.#idleTimer);
    const lane = this.#lane();
    lane.jobs += 1;
    lane.started.hold(true);
    try {
      return await Promise.race([
        lane.started.thread.scan(job),
        endOf(lane.started),
        abortOf(signal, () => this.#drop(lane)),
      ]);
    } finally {
      lane.jobs -= 1;
      if (lane.jobs === 0) lane.started.hold(false);
      this.#endIfIdle();
    }
  }

  dispose(): void {
    clearTimeout(this.#idleTimer);
    for (const { started } of this.#lanes.splice(0)) started.end();
  }

  /** The one that has least to do. */
  #lane(): Lane {
    const free = this.#lanes.toSorted((a, b) => a.jobs - b.jobs).at(0);
    if (free && (free.jobs === 0 || this.#lanes.length >= this.count)) return free;
    return this.#newLane();
  }

  #newLane(): Lane {
    const lane: Lane = { started: this.#start(), jobs: 0 };
    this.#lanes.push(lane);
    void lane.started.ended.then(() => this.#drop(lane));
    return lane;
  }

  /** What it was doing fails: nobody waits for a layer that is not wanted any more. */
  #drop(lane: Lane): void {
    const at = this.#lanes.indexOf(lane);
    if (at < 0) return;
    this.#lanes.splice(at, 1);
    lane.started.end();
  }

  #endIfIdle(): void {
    clearTimeout(this.#idleTimer);
    if (this.#lanes.some(({ jobs }) => jobs > 0)) return;
    this.#idleTimer = setTimeout(() => this.dispose(), this.#idleMilliseconds);
    // Under Node: nobody waits for this.
    this.#idleTimer.unref();
  }
}

async function endOf({ ended }: StartedThread): Promise<never> {
  await ended;
  throw new Error('A thread that was looking at a layer has ended.');
}

function abortOf(signal: AbortSignal | undefined, end: () => void): Promise<never> {
  return new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => {
      end();
      reject(signal.reason as Error);
    });
  });
}
