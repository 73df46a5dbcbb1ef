import { patience, slowness } from '../patience.mjs';
import { allocations, TooMuchMemory } from './allocations.js';
import { randomNumbers, type Random } from './randomNumbers.js';
import type { Outcome } from './readTensors.js';
import type { Target } from './targets.js';

/** One case of a run, made of the run's seed and the case's number, and of nothing else. */
export interface Case {
  readonly target: Target;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the reading is decided by: goes on where the making has ended. */
  readonly random: Random;
}

export interface Measured extends Outcome {
  /** Milliseconds, and bytes that typed arrays took. */
  readonly time: number;
  readonly memory: number;
  /** The same as a share of what such a file may take. */
  readonly shares: { readonly time: number; readonly memory: number };
}

/**
 * What time (ms) and memory (bytes) may grow by with each byte that a file holds, and what every file may cost. What
 * grows too fast with the file is far beyond what a slow machine takes.
 */
const limits = { time: patience(0.2), timePerByte: slowness * 0.001, memory: 2 ** 16, memoryPerByte: 64 };

export function makeCase(targets: readonly Target[], seed: number, number: number): Case {
  const random = randomNumbers(seed, number);
  let share = random(targets.reduce((sum, target) => sum + target.share, 0));
  const target = targets.find((candidate) => (share -= candidate.share) < 0) ?? targets[0];
  return { target, bytes: target.make(random), random };
}

/**
 * @param made the case, which `make` makes again, since reading takes its random numbers
 * @throws where the reader did what it must not do with any bytes: that is a finding.
 */
export async function runCase(made: Case, make: () => Case): Promise<Measured> {
  const first = await measure(made);
  if (first.shares.memory > 1)
    throw new TooMuchMemory(`${first.memory} bytes of memory for ${first.content} of content`);
  if (first.shares.time <= 1) return first;
  // Others may have had the processor, or memory was tidied up: what is slow is slow three times.
  const all = [first, await measure(make(), ownTime), await measure(make(), ownTime)];
  const best = all.reduce((fastest, other) => (other.time < fastest.time ? other : fastest));
  if (best.shares.time > 1) throw new Error(`${best.time.toFixed(0)} ms for ${best.content} bytes of content`);
  return best;
}

/** Starts a clock; what it returns tells the milliseconds since. */
type Clock = () => () => number;

const wallTime: Clock = () => {
  const start = performance.now();
  return () => performance.now() - start;
};

/** Without the time that others had the processor for, and the work of our other threads beyond that. Slow to ask for. */
const ownTime: Clock = () => {
  const wall = wallTime();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return Math.min(wall(), (user + system) / 1000);
  };
};

async function measure({ target, bytes, random }: Case, clock: Clock = wallTime): Promise<Measured> {
  allocations.bytes = 0;
  const elapsed = clock();
  const outcome = await target.read(bytes, random);
  const time = elapsed();
  const memory = allocations.bytes;
  const most = {
    time: limits.time + limits.timePerByte * outcome.content,
    memory: limits.memory + outcome.own + limits.memoryPerByte * outcome.content,
  };
  return { ...outcome, time, memory, shares: { time: time / most.time, memory: memory / most.memory } };
}
