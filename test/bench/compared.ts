import type { Peer, PeerWork } from './peer.js';
import { result, type Budget, type Result } from './result.js';

/** Not counted: memory that is asked for the first time, code that is compiled. */
const warmUpRounds = 3;
const fewestRounds = 9;
const mostRounds = 60;
/** What is small is done more often: a compiler has to see it, and chance weighs more. */
const enoughElements = 2 ** 27;
/** Who has taken this long for one figure is asked no more: the slow would make the run endless. */
const patienceSeconds = { budgeted: 2, other: 0.5 } as const;

export interface Compared {
  readonly name: string;
  readonly work: PeerWork;
  readonly ours: () => unknown;
  readonly budget?: Budget;
}

/**
 * Throughput in elements, best of some rounds after others that warm up; ours and theirs in turn, so that a busy machine
 * slows both. Who is too slow for all of them is counted once at least.
 */
export async function compared({ name, work, ours, budget }: Compared, peers: readonly Peer[]): Promise<Result> {
  const size = work.shape.reduce((product, axis) => product * axis, 1);
  const rounds = Math.min(mostRounds, Math.max(fewestRounds, Math.floor(enoughElements / size)));
  const times = new Map<string, Times>();
  const everyone = [{ name: 'us', round: () => Promise.resolve(secondsOf(ours)) }, ...peers];
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const { name: who, round: ask } of everyone) {
      const { best, total } = times.get(who) ?? { best: Infinity, total: 0 };
      const patience = budget?.peer === who || (budget && who === 'us') ? 'budgeted' : 'other';
      const isImpatient = total > patienceSeconds[patience];
      const isWarmUp = round < 0;
      if (isImpatient && (isWarmUp || best < Infinity)) continue;
      const seconds = await ask(work);
      if (seconds === null) continue;
      times.set(who, { best: isWarmUp ? best : Math.min(best, seconds), total: total + seconds });
    }
  }
  const us = times.get('us')?.best ?? NaN;
  times.delete('us');
  const throughput = (seconds: number) => size / seconds / 1e9;
  return result({
    name,
    unit: 'Gelem/s',
    us: throughput(us),
    peers: Object.fromEntries([...times].map(([peer, { best }]) => [peer, throughput(best)])),
    ...(budget && { budget }),
  });
}

interface Times {
  /** Infinity before the first round that counts. */
  readonly best: number;
  /** Of all rounds. */
  readonly total: number;
}

function secondsOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}
