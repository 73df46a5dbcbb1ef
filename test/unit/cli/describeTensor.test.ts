import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeTensor } from '../../../src/cli/describeTensor.js';
import { readCorpus } from '../formats/corpus.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tensor-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('npm run tensor', () => {
  it('says shape, dtype and hash of what NumPy wrote', async () => {
    const path = join(folder, 'a.npy');
    for (const { bytes, shape, dtype, sha256 } of readCorpus().filter((_, i) => i % 40 === 0)) {
      await writeFile(path, bytes);
      expect(await describeTensor(path)).toEqual({ shape, dtype, sha256 });
    }
  });

  it('says so where the file is refused, missing or a folder', async () => {
    const path = join(folder, 'cut.npy');
    await writeFile(path, '\x93NUM', 'latin1');
    await expect(describeTensor(path)).rejects.toThrow('cut.npy: byte 4: the file ends before its header');
    await expect(describeTensor(join(folder, 'none.npy'))).rejects.toThrow('none.npy: on disk: there is no such file');
    await expect(describeTensor(folder)).rejects.toThrow(
      'on disk: this is no file (expected a regular file, found a folder)',
    );
  });
});
