import type { Progress, ProvisionalStatistics } from '../protocol/index.js';
import { gather, type Provisional, type RunOptions, type StoreOptions, type Turn } from '../session/index.js';
import type { WorkerEnvironment } from './environment.js';

/** Progress reaches people at this pace. */
const PROGRESS_MILLISECONDS = 100;
/** Statistics that change faster than this nobody can read. */
const PROVISIONAL_MILLISECONDS = 500;
/** A pace that was measured for less is a guess. */
const PACE_MILLISECONDS = 300;
/** More channels than a panel shows of what is about to change. */
const PROVISIONAL_CHANNELS = 256;

type Environment = Pick<WorkerEnvironment, 'onProgress' | 'now' | 'breathe'>;

/** Reports bytes and passes, at most so often; between passes others get a turn. */
export function runOptions(id: string, signal: AbortSignal, environment: Environment): RunOptions {
  const teller = new ProgressTeller(id, environment);
  return {
    signal,
    turn: turnOf(environment),
    breathe: environment.breathe,
    gather,
    onProgress: (bytes) => teller.read(bytes),
    onProvisional: (provisional) => teller.know(provisional),
    onPass: (pass, passes, batch, { dataBytes }) => {
      teller.begin({ what: `reading ${batch.label}`, totalBytes: dataBytes, pass, passes });
    },
  };
}

/** Others have their turn at this pace: often enough for a pause, seldom enough to cost little. */
const TURN_MILLISECONDS = 10;

/** Turns by the time that went by since the last one. */
export function turnOf({ now, breathe }: Pick<WorkerEnvironment, 'now' | 'breathe'>): Turn {
  let last = now();
  return {
    isDue: () => now() - last >= TURN_MILLISECONDS,
    give: async () => {
      await breathe();
      last = now();
    },
  };
}

/** The same for a view, whose pass is a known one: what it reads, it reads in many pieces, each counted from 0. */
export function viewOptions(id: string, signal: AbortSignal, environment: Environment): StoreOptions {
  const teller = new ProgressTeller(id, environment);
  teller.begin({ what: 'reading what is shown', totalBytes: 0, pass: 0, passes: 1 });
  let before = 0;
  let last = 0;
  return {
    signal,
    breathe: environment.breathe,
    onProgress: (bytes) => {
      if (bytes < last) before += last;
      last = bytes;
      teller.read(before + bytes);
    },
  };
}

class ProgressTeller {
  #progress: Progress = { what: 'opening', bytes: 0, totalBytes: 0, pass: 0, passes: 0, secondsLeft: null };
  #begun: number;
  #told: number;
  #known: number;

  constructor(
    private readonly id: string,
    private readonly environment: Environment,
  ) {
    this.#begun = this.#told = this.#known = environment.now();
  }

  begin(what: Omit<Progress, 'bytes' | 'secondsLeft'>): void {
    this.#progress = { ...what, bytes: 0, secondsLeft: null };
    this.#begun = this.environment.now();
    // The first ones as early as anything is told.
    this.#known = this.#begun + PROGRESS_MILLISECONDS - PROVISIONAL_MILLISECONDS;
    this.#tell();
  }

  read(bytes: number): void {
    const { totalBytes } = this.#progress;
    const elapsed = this.environment.now() - this.#begun;
    const isKnown = elapsed >= PACE_MILLISECONDS && bytes > 0 && totalBytes >= bytes;
    const secondsLeft = isKnown ? ((totalBytes - bytes) * elapsed) / bytes / 1000 : null;
    this.#progress = { ...this.#progress, bytes, secondsLeft };
    this.#tell();
  }

  know(provisional: () => Provisional): void {
    const now = this.environment.now();
    if (now - this.#known < PROVISIONAL_MILLISECONDS) return;
    this.#known = now;
    this.#progress = { ...this.#progress, provisional: firstChannels(provisional()) };
    this.#tell();
  }

  #tell(): void {
    const now = this.environment.now();
    if (now - this.#told < PROGRESS_MILLISECONDS) return;
    this.#told = now;
    this.environment.onProgress(this.id, this.#progress);
  }
}

function firstChannels({ share, mean, var: variance, min, max, nonFinite }: Provisional): ProvisionalStatistics {
  const first = <T extends Float64Array | Uint32Array>(values: T) => values.slice(0, PROVISIONAL_CHANNELS) as T;
  return {
    share,
    channels: mean.length,
    mean: first(mean),
    var: first(variance),
    min: first(min),
    max: first(max),
    nonFinite: first(nonFinite),
  };
}
