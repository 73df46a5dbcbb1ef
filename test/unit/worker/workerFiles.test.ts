import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { workerFiles } from '../../../src/worker/workerFiles.js';
import { npzFile } from '../formats/npzFile.js';
import { batchBytes } from '../session/memoryFiles.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchnorm-files-'));
  await writeFile(join(folder, 'ä b.npy'), batchBytes([4, 2]));
  await writeFile(join(folder, 'latin1.bn.json'), Uint8Array.of(0x22, 0xe4, 0x22));
  await mkdir(join(folder, 'sub.npy'));
});
afterAll(() => rm(folder, { recursive: true }));

const local = () => pathToFileURL(folder).href;
const host = {
  readFile: (uri: string) =>
    uri.endsWith('x.npy') ? Promise.resolve(batchBytes([4, 2])) : Promise.reject(new Error('offline')),
  readDirectory: () => Promise.resolve(['x.npy']),
};
const shapeOf = (uri: string, files = workerFiles(host, nodeFiles)) =>
  files.withTensor(uri, ({ shape }) => Promise.resolve(shape));

describe('files of a worker', () => {
  test('that are local are read and listed without the host', async () => {
    expect(await shapeOf(`${local()}/${encodeURIComponent('ä b.npy')}`)).toEqual([4, 2]);
    expect(await workerFiles(host, nodeFiles).list(local())).toEqual(
      expect.arrayContaining(['ä b.npy', 'latin1.bn.json']),
    );
    expect(await workerFiles(host, nodeFiles).list(local())).not.toContain('sub.npy');
  });

  test('come through the host where they are not local, in a browser all of them', async () => {
    expect(await shapeOf('vfs:/x.npy')).toEqual([4, 2]);
    expect(await shapeOf('file:///x.npy', workerFiles(host, null))).toEqual([4, 2]);
    expect(await workerFiles(host, null).list('file:///')).toEqual(['x.npy']);
  });

  test('are read in ranges where that is possible', () => {
    const files = workerFiles(host, nodeFiles);
    expect(['file:///a.npy', 'file:///a.tensor.json', 'vfs:/a.npy'].map((uri) => files.readsRanges(uri))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each([
    ['file:///no/such/file.npy', /^file\.npy: on disk: there is no such file/],
    ['file:///a%2Fb.npy', /^a\/b\.npy: file:\/\/\/a%2Fb\.npy: /],
    ['vfs:/y.npy', /^y\.npy: reading: offline/],
  ])('%s that cannot be had say so', async (uri, message) => {
    await expect(shapeOf(uri)).rejects.toThrow(message);
  });

  test('that should be text must be UTF-8', async () => {
    const files = workerFiles(host, nodeFiles);
    await expect(files.text(`${local()}/latin1.bn.json`)).rejects.toThrow(/latin1\.bn\.json: file: it is not UTF-8/);
    await expect(files.list(`${local()}/nowhere`)).rejects.toThrow(/nowhere: on disk: there is no such folder/);
  });

  test('that are larger than the host should carry are refused, naming the sizes', async () => {
    const huge = { byteLength: 2 ** 31, buffer: new ArrayBuffer(0) } as Uint8Array;
    for (const answer of [huge, { tooLarge: 2 ** 31 }]) {
      const files = workerFiles({ ...host, readFile: () => Promise.resolve(answer) }, null);
      await expect(shapeOf('vfs:/x.npy', files)).rejects.toThrow(/too large .*268435456 bytes.*found 2147483648 bytes/);
    }
  });

  test('that are archives have their directories read once, until they change; each use has a file of its own', async () => {
    const path = join(folder, 'acts.npz');
    const uri = `${local()}/acts.npz`;
    const names = Array.from({ length: 300 }, (_, i) => `x${i}`);
    const archive = (seed: number) =>
      npzFile(Object.fromEntries(names.map((name) => [name, batchBytes([2, 2], seed)])));
    await writeFile(path, archive(0));
    let [reads, open] = [0, 0];
    const counting = {
      ...nodeFiles,
      open: async (of: string) => {
        const source = await nodeFiles.open(of);
        open += 1;
        return {
          ...source,
          read: (offset: number, length: number) => {
            reads += 1;
            return source.read(offset, length);
          },
          readInto: async (offset: number, target: Uint8Array) => {
            reads += 1;
            return (await source.readInto?.(offset, target)) ?? 0;
          },
          close: async () => {
            open -= 1;
            await source.close?.();
          },
        };
      },
    };
    const files = workerFiles(host, counting);
    const values = (name: string) =>
      files.withTensor(`${uri}#member=${name}`, async (tensor) => [...(await tensor.read()).values]);
    const first = await values('x0');
    const ofFirst = reads;
    reads = 0;
    const all = await Promise.all(names.map(values));
    expect(all.every((one) => one.join() === first.join())).toBe(true);
    // Its head, a member's two headers, its data.
    expect(reads / names.length).toBeLessThan(Math.min(8, ofFirst));
    expect(open).toBe(0);
    await writeFile(path, archive(1));
    const changed = await values('x7');
    expect(changed).not.toEqual(first);
    await expect(values('y')).rejects.toThrow("acts.npz: members: there is no 'y' in it");
  });
});
