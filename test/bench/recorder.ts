import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../host/repository.js';
import { Figures } from './figures.js';
import type { Group } from './group.js';
import { startPeer, type Peer } from './peer.js';
import { debianPython, warmMemory } from './pythonPeer.js';
import { result } from './result.js';

const warmUpRounds = 2;
const rounds = 15;
const stepsInRound = 3;
const kinds = ['without', 'statistics', 'tensors'] as const;
type Kind = (typeof kinds)[number];

/** What a training run pays for being recorded. */
export const recorder: Group = {
  name: 'recorder',
  title: 'The recorder',
  about:
    'Training steps of a ResNet-20 (batches of 64 images of 32 by 32, 21 BatchNorm layers) in PyTorch on the CPU, without the recorder and with it in turn, in one process; the best of some rounds of each. With tensors, the inputs of the last 2 passes of each layer are kept, too.',
  async measure(say, isWanted) {
    const figures = new Figures(say);
    const versions: string[] = [];
    for (const threads of [1, 2]) {
      const of = `training step of a ResNet-20, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
      if (!isWanted(of)) continue;
      say(of);
      await figures.take([of, `${of}: statistics only`, `${of}: with tensors`], async () => {
        const folder = await mkdtemp(join(tmpdir(), 'batchnorm-bench-'));
        const peer = await startTraining(folder, threads);
        if (versions.length === 0 && peer.version !== null) versions.push(peer.version);
        try {
          const { without, statistics, tensors } = await bestOf(peer);
          const more = (seconds: number) => 100 * (seconds / without - 1);
          const unit = '% of the step';
          const isHigherBetter = false;
          return [
            result({ name: of, unit: 'ms', us: (1000 * without) / stepsInRound, isHigherBetter }),
            result({
              name: `${of}: statistics only`,
              unit,
              us: more(statistics),
              isHigherBetter,
              budget: { atMost: 15 },
            }),
            result({ name: `${of}: with tensors`, unit, us: more(tensors), isHigherBetter }),
          ];
        } finally {
          peer.close();
          await rm(folder, { recursive: true, force: true, maxRetries: 5 });
        }
      });
    }
    return {
      results: figures.results,
      absent: figures.absent,
      versions,
    };
  },
};

function startTraining(folder: string, threads: number): Promise<Peer> {
  const script = join(repository, 'test', 'python', 'recorder_cost.py');
  return startPeer({
    name: 'training',
    command: debianPython,
    words: [script, folder, String(threads)],
    env: { ...warmMemory, PYTHONDONTWRITEBYTECODE: '1' },
  });
}

/** Seconds of a round of each kind; in turn, so that a busy machine slows all. */
async function bestOf(peer: Peer): Promise<Readonly<Record<Kind, number>>> {
  const best = { without: Infinity, statistics: Infinity, tensors: Infinity };
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const kind of kinds) {
      const seconds = await peer.round({ operation: kind, shape: [stepsInRound], dtype: 'float32' });
      if (seconds === null) throw new Error('needs python3-torch');
      if (round >= 0) best[kind] = Math.min(best[kind], seconds);
    }
  }
  return best;
}
