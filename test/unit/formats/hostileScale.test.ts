import { build } from 'esbuild';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { esbuildKernels } from '../../../kernels.mjs';
import { families } from './growingFiles.js';

let folder: string;
let work: Readonly<Record<string, readonly [small: number, large: number]>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchnorm-scale-'));
  const outfile = join(folder, 'growingWork.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'growingWork.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [esbuildKernels],
  });
  [work] = (await once(new Worker(outfile), 'message')) as [typeof work];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Eight times as much of something takes eight times the steps; sorting takes a few more, a square 64 times. */
const most = 12;

describe('reading takes no more steps than in proportion to', () => {
  it.each(Object.keys(families))('%s', (family) => {
    const [small, large] = work[family];
    expect(large).toBeLessThan(most * small);
  });
});

it.each(['a loop in a loop', 'a search in a loop'])('%s is found out', (family) => {
  const [small, large] = work[family];
  expect(large).toBeGreaterThan(most * small);
});
