import { describe, expect, it } from 'vitest';
import { boxOf, memorySource, openTensor, type ChunkOptions, type TensorFile } from '../../../src/formats/index.js';
import { numbered } from './numbered.js';
import { zipFile } from './zipFile.js';

/** All chunks, each where its offset says. */
async function streamed(file: TensorFile, size: number, options?: ChunkOptions) {
  const values = new Float64Array(size).fill(-1);
  let largest = 0;
  for await (const chunk of file.chunks(options)) {
    values.set(chunk.values, chunk.offset);
    largest = Math.max(largest, chunk.values.length);
  }
  return { values, largest };
}

/** C-order values in the order of the reversed axes. */
function reversed(values: Float64Array, shape: readonly number[]): Float64Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  return Float64Array.from(values, (_, at) => {
    let rest = at;
    let flat = 0;
    shape.forEach((size, axis) => {
      flat += (rest % size) * strides[axis];
      rest = Math.floor(rest / size);
    });
    return values[flat];
  });
}

/** How many values differ; comparing millions of them by `toEqual` takes minutes. */
function differing(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(values).toHaveLength(expected.length);
  let wrong = 0;
  for (let i = 0; i < expected.length; i++) if (values[i] !== expected[i]) wrong++;
  return wrong;
}

describe('chunks of a tensor', () => {
  it.each([
    { shape: [5, 700, 1000], order: 'C' },
    { shape: [30, 100, 900], order: 'Fortran' },
    { shape: [1, 300, 1, 4, 2000, 1], order: 'Fortran' },
    { shape: [0, 3], order: 'C' },
  ] as const)('of shape $shape in $order order hold every element once, in the order of the file', async (example) => {
    const { source, count } = numbered(example.shape, example.order);
    const file = await openTensor(source);
    const { values, largest } = await streamed(file, count);
    const expected = Float64Array.from({ length: count }, (_, i) => i);
    expect(differing(values, example.order === 'C' ? expected : reversed(expected, example.shape))).toBe(0);
    expect(largest).toBeLessThanOrEqual(2 ** 20);
    expect(file.order).toBe(example.order);
  });

  it.each(['C', 'Fortran'] as const)('in %s order may be those of some rows alone', async (order) => {
    const { source } = numbered([20, 3, 7], order);
    const file = await openTensor(source);
    const { values } = await streamed(file, 5 * 21, { rows: { start: 4, count: 5 } });
    const rows = Float64Array.from({ length: 5 * 21 }, (_, i) => 4 * 21 + i);
    expect(values).toEqual(order === 'C' ? rows : reversed(rows, [5, 3, 7]));
    expect(() => file.chunks({ rows: { start: 18, count: 3 } })).toThrow(RangeError);
  });

  it('may be those of a range alone, and lie in memory that the caller provides', async () => {
    const { source } = numbered([100, 40], 'C');
    const file = await openTensor(source);
    const memory = new Float32Array(5000);
    const allocate = (type: string, count: number) => {
      expect(type).toBe('float32');
      return memory.subarray(16, 16 + count);
    };
    const chunks = file.chunks({ range: { from: 90, to: 3500 }, allocate });
    const { value } = await chunks.next();
    expect(value).toMatchObject({ offset: 90 });
    expect(memory[16]).toBe(90);
    expect(memory[16 + 3409]).toBe(3499);
    expect((await chunks.next()).done).toBe(true);
  });

  it('of a JSON file come from memory, rows and ranges as well', async () => {
    const text = JSON.stringify([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const file = await openTensor(memorySource('x.json', new TextEncoder().encode(text)));
    expect([...(await streamed(file, 6)).values]).toEqual([1, 2, 3, 4, 5, 6]);
    const some = { rows: { start: 1, count: 2 }, range: { from: 1, to: 3 } };
    expect([...(await streamed(file, 4, some)).values]).toEqual([-1, 4, 5, -1]);
    expect([...(await file.readBox({ start: [0, 1], count: [3, 1] }))]).toEqual([2, 4, 6]);
    const controller = new AbortController();
    controller.abort();
    await expect(streamed(file, 6, { signal: controller.signal })).rejects.toThrow(/abort/i);
  });

  it('of a compressed member come one after another, from one reading forward', async () => {
    const { source, count } = numbered([30, 10, 20], 'Fortran');
    const content = await source.read(0, source.size);
    const file = await openTensor(memorySource('x.npz', zipFile([{ name: 'x.npy', content, isDeflated: true }])));
    const { values } = await streamed(file, count);
    const expected = Float64Array.from({ length: count }, (_, i) => i);
    expect(values).toEqual(reversed(expected, [30, 10, 20]));
    const box = await file.readBox({ start: [7, 3, 0], count: [1, 2, 20] });
    expect(box).toEqual(Float32Array.from({ length: 40 }, (_, i) => 7 * 200 + 60 + i));
  });

  it('stop when they are cancelled', async () => {
    const { source, reads } = numbered([5, 1000, 1000], 'C');
    const file = await openTensor(source);
    reads.length = 0;
    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress: () => controller.abort() };
    await expect(streamed(file, 5_000_000, options)).rejects.toThrow(/abort/i);
    expect(reads.length).toBe(1);
  });
});

describe('a box of a tensor', () => {
  const boxes = [
    { shape: [6, 5, 4], start: [0, 0, 0], count: [6, 5, 4] },
    { shape: [6, 5, 4], start: [0, 2, 0], count: [6, 1, 4] },
    { shape: [6, 5, 4], start: [2, 0, 3], count: [3, 5, 1] },
    { shape: [6, 5, 4], start: [5, 4, 3], count: [1, 1, 1] },
    { shape: [6, 5, 4], start: [1, 1, 1], count: [0, 2, 2] },
    // Gaps that are worth skipping, and chunks that end inside of runs.
    { shape: [40, 3, 20_000], start: [3, 1, 0], count: [30, 1, 20_000] },
    { shape: [300, 70, 100], start: [0, 0, 17], count: [300, 70, 1] },
    { shape: [8, 30, 3, 4001], start: [2, 10, 1, 100], count: [5, 7, 1, 3900] },
    { shape: [1, 2, 1_300_000], start: [0, 1, 0], count: [1, 1, 1_300_000] },
  ];
  it.each(boxes.flatMap((box) => (['C', 'Fortran'] as const).map((order) => ({ ...box, order }))))(
    '$start + $count of shape $shape in $order order is read in C order',
    async ({ shape, start, count, order }) => {
      const { source, count: size } = numbered(shape, order);
      const file = await openTensor(source);
      const all = Float32Array.from({ length: size }, (_, i) => i);
      const read = await file.readBox({ start, count });
      const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));
      let wrong = 0;
      read.forEach((value, at) => {
        let rest = at;
        let flat = 0;
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          flat += (start[axis] + (rest % count[axis])) * strides[axis];
          rest = Math.floor(rest / count[axis]);
        }
        if (value !== flat) wrong++;
      });
      expect(wrong).toBe(0);
      expect(read).toHaveLength(count.reduce((product, n) => product * n, 1));
      expect(differing(boxOf('x', all, shape, { start, count }), read)).toBe(0);
    },
  );

  it('reads a channel without the channels between', async () => {
    const { source, reads } = numbered([40, 3, 20_000], 'C');
    const file = await openTensor(source);
    reads.length = 0;
    await file.readBox({ start: [0, 1, 0], count: [40, 1, 20_000] });
    expect(reads.reduce((sum, { length }) => sum + length, 0)).toBe(40 * 20_000 * 4);
  });

  it('has several reads under way at a time, none after one has failed, and one after another where bytes only go forward', async () => {
    const { source } = numbered([40, 3, 20_000], 'C');
    const waiting: (() => void)[] = [];
    let most = 0;
    let begun = 0;
    const slow = {
      ...source,
      read: async (offset: number, length: number) => {
        begun += 1;
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          most = Math.max(most, waiting.length);
          // The last one first: they are answered in any order.
          setTimeout(() => waiting.pop()?.());
        });
        if (offset > 20 * 3 * 20_000 * 4 && isBroken) throw new Error('the disk is gone');
        return source.read(offset, length);
      },
    };
    let isBroken = false;
    const box = { start: [0, 1, 0], count: [40, 1, 20_000] };
    const expected = [...(await (await openTensor(source)).readBox(box))];
    const file = await openTensor(slow);
    most = 0;
    expect([...(await file.readBox(box))]).toEqual(expected);
    expect(most).toBe(8);
    isBroken = true;
    begun = 0;
    await expect(file.readBox(box)).rejects.toThrow('the disk is gone');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(begun).toBeLessThan(40);
    const forward = await openTensor({ ...slow, forward: () => slow });
    isBroken = false;
    most = 0;
    expect([...(await forward.readBox(box))]).toEqual(expected);
    expect(most).toBe(1);
  });

  it('is one of some rows where it is asked for', async () => {
    for (const order of ['C', 'Fortran'] as const) {
      const { source } = numbered([20, 3, 7], order);
      const file = await openTensor(source);
      const box = { start: [1, 2, 0], count: [2, 1, 7] };
      const read = await file.readBox(box, { rows: { start: 4, count: 5 } });
      expect([...read]).toEqual([...Array(14).keys()].map((i) => (5 + Math.floor(i / 7)) * 21 + 14 + (i % 7)));
    }
  });

  it('that the tensor does not have is a mistake of the caller', async () => {
    const { source } = numbered([20, 3], 'C');
    const file = await openTensor(source);
    await expect(file.readBox({ start: [19, 0], count: [2, 3] })).rejects.toThrow(
      'no [19, 0] + [2, 3] in shape [20, 3]',
    );
  });
});
