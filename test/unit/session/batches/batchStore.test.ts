import { describe, expect, test } from 'vitest';
import { layerOf } from '../../../../src/session/program/layer/layerOf.js';
import { BatchStore, batchOf } from '../../../../src/session/index.js';
import { BASE, batchBytes, exampleFiles, MemoryFiles } from '../memoryFiles.js';

const layer = layerOf({ steps: [] }, [8, 3, 4]);
const batch = batchOf(`${BASE}/batch_0.npy`);

describe('the batches of a session', () => {
  test('are read once, however many views ask at the same time', async () => {
    const files = exampleFiles();
    const store = new BatchStore(files);
    await Promise.all([
      store.moments(batch, layer),
      store.tensor(batch),
      store.moments(batch, layer),
      store.tensor(batch),
      store.header(batch),
    ]);
    expect(files.totalReads).toBe(1);
  });

  test('are read again for those who still want them when the first reader has been cancelled', async () => {
    const store = new BatchStore(exampleFiles());
    const controller = new AbortController();
    const first = store.moments(batch, layer, { signal: controller.signal });
    const second = store.moments(batch, layer);
    controller.abort();
    await expect(first).rejects.toThrow(/abort/i);
    expect((await second).shape).toEqual([8, 3, 4]);
  });

  test('do not keep a cancelled reader waiting for somebody else', async () => {
    const store = new BatchStore(exampleFiles());
    const controller = new AbortController();
    const first = store.tensor(batch);
    const second = store.tensor(batch, { signal: controller.signal });
    controller.abort();
    await expect(second).rejects.toThrow(/abort/i);
    expect((await first).shape).toEqual([8, 3, 4]);
  });

  test('that were refused are asked for again', async () => {
    const files = exampleFiles();
    files.remove('batch_0.npy');
    const store = new BatchStore(files);
    await expect(store.tensor(batch)).rejects.toThrow(/no such file/);
    files.write('batch_0.npy', batchBytes([8, 3, 4]));
    expect((await store.tensor(batch)).shape).toEqual([8, 3, 4]);
  });

  test('have no more rows than their file', async () => {
    const store = new BatchStore(exampleFiles());
    const rows = await store.tensor(batchOf(batch.uri, [6, 2]));
    expect([...rows.values]).toEqual([...(await store.tensor(batch)).values.slice(6 * 12)]);
    await expect(store.tensor(batchOf(batch.uri, [6, 3]))).rejects.toThrow(
      'batch_0.npy [6:9]: axis 0: there are no samples 6 to 8 (expected at least 9 samples, found shape [8, 3, 4])',
    );
  });

  test('of a JSON file are cut from one reading of it', async () => {
    const files = new MemoryFiles();
    files.write(
      'x.json',
      new TextEncoder().encode(
        JSON.stringify([
          [1, 2],
          [3, 4],
          [5, 6],
          [7, 8],
        ]),
      ),
    );
    const store = new BatchStore(files);
    const part = (start: number) => batchOf(`${BASE}/x.json`, [start, 2]);
    expect((await store.header(part(0))).shape).toEqual([2, 2]);
    expect([...(await store.tensor(part(0))).values]).toEqual([1, 2, 3, 4]);
    expect([...(await store.tensor(part(2))).values]).toEqual([5, 6, 7, 8]);
    expect(files.totalReads).toBe(1);
  });

  test('that memory cannot hold are refused, with a way out', async () => {
    const files = exampleFiles();
    const { withTensor } = files;
    files.withTensor = (uri, use, options) =>
      withTensor(
        uri,
        (file) => use({ ...file, read: () => Promise.reject(new RangeError('Array buffer allocation failed')) }),
        options,
      );
    await expect(new BatchStore(files).tensor(batch)).rejects.toThrow(
      'batch_0.npy: memory: there is not enough of it to hold the tensor (found 384 bytes of data)',
    );
  });

  test('are not read at all where their shape cannot be normalized', async () => {
    const files = exampleFiles();
    files.write('flat.npy', batchBytes([20_000]));
    const store = new BatchStore(files);
    await expect(store.moments(batchOf(`${BASE}/flat.npy`), layer)).rejects.toThrow(/\[20000\]/);
    expect(files.totalReads).toBe(0);
  });
});
