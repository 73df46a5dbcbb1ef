import { describe, expect, test } from 'vitest';
import { FormatError } from '../../../../src/formats/index.js';
import { BatchStore, batchOf } from '../../../../src/session/index.js';
import { rowsAhead } from '../../../../src/session/batches/rowsAhead.js';
import { layerOf } from '../../../../src/session/program/layer/layerOf.js';
import { BASE, batchBytes, MemoryFiles, openSession } from '../memoryFiles.js';

const MB = 2 ** 20;
/** 64 values of 4 bytes: 4096 rows are read together. */
const file = { shape: [10_000, 64], widened: 'float32', isSeekable: true } as const;

describe('the rows that are read with a few', () => {
  test('are those of the piece of a MB that they lie in, whichever of it comes first', () => {
    expect(rowsAhead(file, { start: 0, count: 4 }, 64 * MB)).toEqual({ start: 0, count: 4096 });
    expect(rowsAhead(file, { start: 4092, count: 4 }, 64 * MB)).toEqual({ start: 0, count: 4096 });
    expect(rowsAhead(file, { start: 4096, count: 4 }, 64 * MB)).toEqual({ start: 4096, count: 4096 });
    expect(rowsAhead(file, { start: 9_996, count: 4 }, 64 * MB)).toEqual({ start: 8192, count: 1808 });
  });

  test('are none where they lie across two pieces, or are many themselves', () => {
    expect(rowsAhead(file, { start: 4094, count: 4 }, 64 * MB)).toBeNull();
    expect(rowsAhead(file, { start: 0, count: 1025 }, 64 * MB)).toBeNull();
    expect(rowsAhead(file, { start: 0, count: 1024 }, 64 * MB)).not.toBeNull();
  });

  test('are no more than may be held, and more where each reading unpacks the file from its beginning', () => {
    expect(rowsAhead(file, { start: 0, count: 4 }, 4096)).toEqual({ start: 0, count: 16 });
    expect(rowsAhead(file, { start: 0, count: 8 }, 4096)).toBeNull();
    expect(rowsAhead({ ...file, isSeekable: false }, { start: 0, count: 4 }, 64 * MB)).toEqual({
      start: 0,
      count: 10_000,
    });
  });
});

/** Files that count how often one is opened. */
function countedFiles(shape: readonly number[]) {
  const files = new MemoryFiles({ 'all.npy': batchBytes(shape) });
  const { withTensor } = files;
  const counted = { files, opened: 0 };
  files.withTensor = (uri, use, options) => {
    counted.opened++;
    return withTensor(uri, use, options);
  };
  return counted;
}

const uri = `${BASE}/all.npy`;

describe('mini-batches of one file', () => {
  test('open it once for a MB of them, not once each', async () => {
    const counted = countedFiles([20_000, 16]);
    const owner = await openSession({ steps: [{ train: 'all.npy', batchSize: 4 }] }, counted.files);
    await owner.runAll();
    expect(owner.session.passes).toHaveLength(5000);
    // The header, and 1.28 MB.
    expect(counted.opened).toBe(3);
  });

  test('have the values that they have by themselves', async () => {
    const counted = countedFiles([20_000, 16]);
    const store = new BatchStore(counted.files);
    const whole = await counted.files.withTensor(uri, (tensor) => tensor.read());
    // 16,384 rows are a piece; the second batch lies across its end.
    for (const [start, count] of [
      [0, 7],
      [16_380, 7],
      [16_387, 7],
      [19_996, 4],
    ] as const) {
      const { shape, values } = await store.tensor(batchOf(uri, [start, count]));
      expect([shape, values]).toEqual([[count, 16], whole.values.slice(start * 16, (start + count) * 16)]);
    }
  });

  test('are read by themselves where the piece that they lie in cannot be read', async () => {
    const counted = countedFiles([20_000, 16]);
    const { withTensor } = counted.files;
    counted.files.withTensor = (name, use, options) =>
      withTensor(
        name,
        (tensor) =>
          use({
            ...tensor,
            readRows: (start, count, readOptions) =>
              start + count > 1000
                ? Promise.reject(new FormatError({ file: 'all.npy', place: 'row 1000', problem: 'it is damaged' }))
                : tensor.readRows(start, count, readOptions),
          }),
        options,
      );
    const store = new BatchStore(counted.files);
    expect((await store.tensor(batchOf(uri, [996, 4]))).shape).toEqual([4, 16]);
    await expect(store.tensor(batchOf(uri, [1000, 4]))).rejects.toThrow('row 1000: it is damaged');
  });

  test('end with the signal of whoever reads the piece, and are read anew for others', async () => {
    const store = new BatchStore(countedFiles([20_000, 16]).files);
    await store.header(batchOf(uri));
    const layer = layerOf({ steps: [] }, [4, 16]);
    const controller = new AbortController();
    const first = store.moments(batchOf(uri, [0, 4]), layer, { signal: controller.signal });
    const second = store.moments(batchOf(uri, [4, 4]), layer);
    controller.abort();
    await expect(first).rejects.toThrow(/abort/i);
    expect((await second).shape).toEqual([4, 16]);
  });

  test('are measured once, whichever object names them', async () => {
    const counted = countedFiles([20_000, 16]);
    const store = new BatchStore(counted.files);
    const layer = layerOf({ steps: [] }, [4, 16]);
    const first = await store.moments(batchOf(uri, [8, 4]), layer);
    expect(await store.moments(batchOf(uri, [8, 4]), { ...layer })).toBe(first);
    expect(await store.moments(batchOf(uri, [8, 5]), layer)).not.toBe(first);
    expect(await store.moments(batchOf(uri, [4, 4]), layer)).not.toBe(first);
    expect((await store.moments(batchOf(uri, [8, 4]), { ...layer, channelAxis: 0 })).moments.shift).toHaveLength(4);
  });
});
