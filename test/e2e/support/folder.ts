import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { repository } from '../../host/repository.js';

export const samples = join(repository, 'media', 'samples');
export const fixtures = join(repository, 'test', 'fixtures', 'e2e');

/** A folder that a suite opens: made of these files before its tests, removed after them. */
export function useFolder(files: Readonly<Record<string, Uint8Array | string>>): { readonly path: string } {
  let path: string | undefined;
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'batchnorm-e2e-'));
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), content);
    }
  });
  afterAll(() => path && rm(path, { recursive: true, force: true }));
  return {
    get path() {
      if (path === undefined) throw new Error('the folder is there only while a test runs');
      return path;
    },
  };
}

/** The bytes of a `.npy` file of float32, as NumPy would write them. */
export function npy(shape: readonly number[], data: Float32Array): Uint8Array {
  return npyWithHeader(
    `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.map((size) => `${size},`).join(' ')}), }`,
    data,
  );
}

/** A `.npy` 1.0 file with this header, whatever it says. */
export function npyWithHeader(header: string, data: Float32Array): Uint8Array {
  const text = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + '\n';
  const preamble = Uint8Array.of(0x93, ...Buffer.from('NUMPY'), 1, 0, text.length & 255, text.length >> 8);
  return Buffer.concat([preamble, Buffer.from(text), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}
