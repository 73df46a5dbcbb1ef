import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../../host/repository.js';
import { Figures } from '../figures.js';
import type { Group } from '../group.js';
import { median } from '../median.js';
import { reportRun, type Run } from '../reportRun.js';
import { result, type Result } from '../result.js';
import { resNet50 } from './widths.js';
import { bytesOfRecording, writeRecording, type Width } from './writeRecording.js';

const passes = 1000;
/** MiB above what a recording of one pass takes, however large the model is. */
const memory = 512;

interface Model {
  readonly name: string;
  readonly layers: readonly Width[];
  readonly rounds: number;
  /** Seconds. */
  readonly atMost: number;
}

const models: readonly Model[] = [
  {
    name: `53 layers × 64 channels × ${passes} passes, 0.3 GB`,
    layers: resNet50().map(({ name }) => ({ name, channels: 64 })),
    rounds: 5,
    atMost: 2,
  },
  {
    name: `ResNet-50’s 53 layers, 26,560 channels × ${passes} passes, 2.3 GB`,
    layers: resNet50(),
    rounds: 3,
    atMost: 15,
  },
];

/** From the files of a recording to its layers, ranked: a process of its own. */
export const recordings: Group = {
  name: 'models',
  title: 'Models',
  about:
    'The whole process of npm run report on a recording with all members, its start included, files in the page cache, median of some rounds; and its peak of memory above that for a recording of one pass.',
  async measure(say, isWanted) {
    const figures = new Figures(say);
    const wanted = models.filter(({ name }) => isWanted(name));
    await promisify(execFile)(process.execPath, ['esbuild.mjs', 'cli'], { cwd: repository });
    for (const model of wanted) {
      await figures.take([model.name, `${model.name}, memory`], async () => {
        say(model.name);
        const folder = await mkdtemp(join(tmpdir(), 'batchnorm-bench-'));
        try {
          return await measured(model, folder);
        } finally {
          await rm(folder, { recursive: true });
        }
      });
    }
    return { results: figures.results, absent: figures.absent };
  },
};

async function measured({ name, layers, rounds, atMost }: Model, folder: string): Promise<readonly Result[]> {
  const { bavail, bsize } = await statfs(folder);
  const bytes = bytesOfRecording(layers, passes);
  if (bavail * bsize < 2 * bytes) throw new Error(`there is no room for ${(bytes / 1e9).toFixed(1)} GB on the disk`);
  const small = await writeRecording(join(folder, 'small'), layers.slice(0, 1), 1);
  const start = await reportRun(small, '--allow', join(folder, 'small'));
  const model = await writeRecording(join(folder, 'model'), layers, passes);
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await reportRun(model, '--allow', join(folder, 'model')));
  const seconds = median(runs.map((run) => run.seconds));
  const time = result({ name, unit: 's', us: seconds, isHigherBetter: false, budget: { atMost } });
  const peak = Math.max(...runs.map(({ peakBytes }) => peakBytes));
  if (peak === 0) return [time];
  const us = (peak - start.peakBytes) / 2 ** 20;
  const bounded = { unit: 'MiB', us, isHigherBetter: false, budget: { atMost: memory } };
  return [time, result({ name: `${name}, memory`, ...bounded })];
}
