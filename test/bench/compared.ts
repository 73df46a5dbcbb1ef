import type { Peer, PeerWork } from './peer.js';
import { result, type Budget, type Result } from './result.js';

const fewestRounds = 9;
const mostRounds = 60;
/** What is small is done more often: a compiler has to see it, and chance weighs more. */
const enoughElements = 2 ** 27;
/** A peer that has taken this long for one figure is asked no more: slow ones would make the run endless. */
const patienceSeconds = 2;

export interface Compared {
  readonly name: string;
  readonly work: PeerWork;
  readonly ours: () => unknown;
  readonly budget?: Budget;
}

/** Throughput in elements, best of some rounds; ours and theirs in turn, so that a busy machine slows both. */
export async function compared({ name, work, ours, budget }: Compared, peers: readonly Peer[]): Promise<Result> {
  const size = work.shape.reduce((product, axis) => product * axis, 1);
  const rounds = Math.min(mostRounds, Math.max(fewestRounds, Math.floor(enoughElements / size)));
  let us = Infinity;
  const theirs = new Map<string, { best: number; total: number }>();
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    ours();
    us = Math.min(us, (performance.now() - start) / 1000);
    for (const { name: peer, round: ask } of peers) {
      const { best, total } = theirs.get(peer) ?? { best: Infinity, total: 0 };
      if (total > patienceSeconds) continue;
      const seconds = await ask(work);
      if (seconds !== null) theirs.set(peer, { best: Math.min(best, seconds), total: total + seconds });
    }
  }
  const throughput = (seconds: number) => size / seconds / 1e9;
  return result({
    name,
    unit: 'Gelem/s',
    us: throughput(us),
    peers: Object.fromEntries([...theirs].map(([peer, { best }]) => [peer, throughput(best)])),
    ...(budget && { budget }),
  });
}
