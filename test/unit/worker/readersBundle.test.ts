import { build } from 'esbuild';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { esbuildKernels } from '../../../kernels.mjs';
import { nodeReaders, readersBundle } from '../../../readers.mjs';
import { startWorker } from '../../../src/worker/client.js';
import { recordedCheckpoints } from '../formats/checkpointFiles.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchnorm-readers-'));
  const shared = { bundle: true, minify: true, target: 'es2023' } as const;
  await build({
    ...shared,
    entryPoints: ['src/worker/nodeEntry.ts'],
    outfile: join(folder, 'worker.js'),
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['./readers.js'],
    plugins: [esbuildKernels, nodeReaders],
  });
  await build({ ...shared, ...readersBundle, outfile: join(folder, 'readers.js') });
  await copyFile(join('test', 'fixtures', 'formats', 'bn.pt'), join(folder, 'bn.pt'));
  const keras = recordedCheckpoints('hdf5').files.get('keras2.h5') ?? new Uint8Array();
  await writeFile(join(folder, 'keras2.h5'), keras);
  await writeFile(join(folder, 'damaged.h5'), keras.subarray(0, 900));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the worker as it ships', () => {
  test('loads the readers of checkpoints beside it when the first is opened', async () => {
    const refuse = () => Promise.reject(new Error('not asked for'));
    const ignore = () => undefined;
    const host = { readFile: refuse, readDirectory: refuse, onProgress: ignore, onWarning: ignore, onSay: ignore };
    const connection = await startWorker({ node: join(folder, 'worker.js'), web: '' }, host);
    const browse = (name: string) => connection.api.browse(pathToFileURL(join(folder, name)).href);
    try {
      const torch = await browse('bn.pt');
      expect(torch).toMatchObject({ ok: true, value: { kind: 'PyTorch checkpoint', layers: [{ channels: 4 }] } });
      const keras = await browse('keras2.h5');
      expect(keras).toMatchObject({
        ok: true,
        value: { kind: 'HDF5 file', layers: [{ channels: 5 }, { channels: 5 }] },
      });
      // What the readers throw is what the worker knows as a refusal.
      const damaged = await browse('damaged.h5');
      expect(damaged).toMatchObject({ ok: false, failure: { refusal: { file: 'damaged.h5' } } });
    } finally {
      connection.terminate();
      await connection.ended;
    }
  });
});
