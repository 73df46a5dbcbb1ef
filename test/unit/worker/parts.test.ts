import { build } from 'esbuild';
import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { esbuildKernels } from '../../../kernels.mjs';
import { inParts } from '../../../parts.mjs';
import { startWorker } from '../../../src/worker/client.js';
import { recordedCheckpoints } from '../formats/checkpointFiles.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchnorm-readers-'));
  await build(
    inParts({
      bundle: true,
      minify: true,
      charset: 'utf8',
      legalComments: 'none',
      target: 'es2023',
      entryPoints: ['src/worker/nodeEntry.ts'],
      outfile: join(folder, 'worker.js'),
      platform: 'node',
      mainFields: ['module', 'main'],
      plugins: [esbuildKernels],
    }),
  );
  await writeFile(join(folder, 'batch.json'), '[[1, 2], [3, 5], [4, 9]]');
  await copyFile(join('test', 'fixtures', 'formats', 'bn.pt'), join(folder, 'bn.pt'));
  const keras = recordedCheckpoints('hdf5').files.get('keras2.h5') ?? new Uint8Array();
  await writeFile(join(folder, 'keras2.h5'), keras);
  await writeFile(join(folder, 'damaged.h5'), keras.subarray(0, 900));
});
afterAll(() => rm(folder, { recursive: true }));

function started() {
  const refuse = () => Promise.reject(new Error('not asked for'));
  const ignore = () => undefined;
  const host = { readFile: refuse, readDirectory: refuse, onProgress: ignore, onWarning: ignore, onSay: ignore };
  return startWorker({ node: join(folder, 'worker.js'), web: '' }, host);
}

describe('the worker as it ships', () => {
  test('is small: what few need is beside it', async () => {
    expect((await stat(join(folder, 'worker.js'))).size).toBeLessThanOrEqual(400_000);
  });

  test('loads studies, the debugger and reports when they are asked for', async () => {
    const connection = await started();
    const { api } = connection;
    const uri = pathToFileURL(join(folder, 'batch.json')).href;
    const target = { kind: 'files', uris: [uri] } as const;
    try {
      expect(await api.open('1', { target })).toMatchObject({ ok: true });
      expect(await api.act('1', { kind: 'pass', mode: 'train' })).toMatchObject({ ok: true });
      expect(await api.view('1', 'table', { pass: 0 })).toMatchObject({ ok: true, value: { channels: 2 } });
      expect(await api.view('1', 'expectations', {})).toEqual({ ok: true, value: [] });
      expect(await api.debug('1', 'attach', { text: null, begins: true })).toMatchObject({ ok: true });
      expect(await api.export('1', { kind: 'table', pass: 0 })).toMatchObject({ ok: true });
      // What they throw is what the worker knows.
      const run = { kind: 'run', direction: 'forward', condition: 'no condition(' } as const;
      const refused = await api.act('1', run);
      expect(refused).toMatchObject({ ok: false });
      expect(JSON.stringify(refused)).not.toContain('Unexpected error');
      expect(await api.report({ target }, {})).toMatchObject({ ok: true, value: { channels: 2 } });
    } finally {
      connection.terminate();
      await connection.ended;
    }
  });

  test('loads the readers of checkpoints beside it when the first is opened', async () => {
    const connection = await started();
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
