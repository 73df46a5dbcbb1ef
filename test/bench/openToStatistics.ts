import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../host/repository.js';
import { npyFile, npyHeader } from '../unit/formats/npyFile.js';
import { Figures } from './figures.js';
import type { Group } from './group.js';
import { randomValues } from './randomValues.js';
import { reportRun, type Run } from './reportRun.js';
import { result, type Result } from './result.js';

const run = promisify(execFile);
const rounds = 5;
const gibibyte = 2 ** 30;

/** [N, 64, 56, 56], and the same number of values with 256 channels last. */
const layouts = [
  {
    name: '(N,64,56,56)',
    axes: '0, 2, 3',
    shapeOf: (bytes: number) => [Math.floor(bytes / 4 / 64 / 3136), 64, 56, 56],
  },
  { name: '(N,256)', axes: '0,', shapeOf: (bytes: number) => [bytes / 4 / 256, 256] },
] as const;

/** From a file in the page cache to every channel's statistics, in a process of its own. */
export const openToStatistics: Group = {
  name: 'files',
  title: 'From a file to its statistics',
  about:
    'Ours is the whole process of npm run report, its start included, and its peak of memory above that for a tiny file; peers load the file and take mean, variance, min and max, their start left out. Files are in the page cache.',
  async measure(say, isWanted) {
    await run(process.execPath, ['esbuild.mjs', 'cli'], { cwd: repository });
    const folder = await mkdtemp(join(tmpdir(), 'batchnorm-bench-'));
    try {
      const tiny = join(folder, 'tiny.npy');
      await writeTensor(tiny, [8, 64]);
      const start = await best(tiny);
      const { bavail, bsize } = await statfs(folder);
      const sizes = bavail * bsize > 6 * gibibyte ? [1, 4] : [1];
      const figures = new Figures(say);
      const versions = new Set<string>();
      for (const { name, axes, shapeOf } of layouts.filter((layout) => isWanted(layout.name))) {
        const seconds: number[] = [];
        for (const size of sizes) {
          const what = `${size} GiB float32 ${name}`;
          say(what);
          await figures.take([what, `${what}, memory`], async () => {
            const path = join(folder, 'large.npy');
            await writeTensor(path, shapeOf(size * gibibyte));
            const ours = await best(path);
            seconds.push(ours.seconds);
            const peers = size === 1 ? await peerSeconds(path, axes, versions) : {};
            await rm(path);
            return resultsOf(what, size, ours, start, peers);
          });
        }
        if (seconds.length < 2) continue;
        const against = `4 GiB against 1 GiB ${name}`;
        const budget = { atMost: 4.5 };
        const us = seconds[1] / seconds[0];
        await figures.take(against, () =>
          result({ name: against, unit: 'times as long', us, isHigherBetter: false, budget }),
        );
      }
      return { results: figures.results, absent: figures.absent, versions: [...versions] };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

function resultsOf(
  name: string,
  size: number,
  ours: Run,
  start: Run,
  peers: Readonly<Record<string, number>>,
): readonly Result[] {
  const budget = size === 1 ? { budget: { atMost: 0.6 } } : {};
  const time = result({ name, unit: 's', us: ours.seconds, peers, isHigherBetter: false, ...budget });
  if (ours.peakBytes === 0) return [time];
  const us = (ours.peakBytes - start.peakBytes) / 2 ** 20;
  const most = { atMost: 256 };
  return [time, result({ name: `${name}, memory`, unit: 'MiB', us, isHigherBetter: false, budget: most })];
}

async function best(path: string): Promise<Run> {
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await reportRun(path));
  return {
    seconds: Math.min(...runs.map(({ seconds }) => seconds)),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
  };
}

async function writeTensor(path: string, shape: readonly number[]): Promise<void> {
  const size = shape.reduce((product, length) => product * length, 1);
  const block = randomValues(Math.min(size, 2 ** 22));
  const file = await open(path, 'w');
  try {
    await file.write(npyFile(npyHeader("'<f4'", `(${shape.join()})`)));
    for (let at = 0; at < size; at += block.length) await file.write(block.subarray(0, size - at));
  } finally {
    await file.close();
  }
}

const program = `
import sys, time
import numpy as np
name, path, axes = sys.argv[1], sys.argv[2], tuple(int(axis) for axis in sys.argv[3].split(',') if axis.strip())
if name == 'pytorch':
    import torch
    print('PyTorch', torch.__version__)
else:
    print('NumPy', np.__version__)
best = float('inf')
for _ in range(3):
    start = time.perf_counter()
    x = np.load(path)
    if name == 'pytorch':
        t = torch.from_numpy(x)
        torch.var_mean(t, axes, unbiased=False), torch.amin(t, axes), torch.amax(t, axes)
    else:
        x.mean(axes), x.var(axes), x.min(axes), x.max(axes)
    best = min(best, time.perf_counter() - start)
print(best)
`;

/** Seconds of others in float32, where they are installed; Debian's Python is the one that has them. */
async function peerSeconds(path: string, axes: string, versions: Set<string>): Promise<Record<string, number>> {
  const seconds: Record<string, number> = {};
  for (const name of ['numpy', 'pytorch']) {
    try {
      const { stdout } = await run('/usr/bin/python3', ['-c', program, name, path, axes]);
      const [version, best] = stdout.trim().split('\n');
      versions.add(version);
      seconds[name] = Number(best);
    } catch {
      // A machine without it has no such figure.
    }
  }
  return seconds;
}
