import { describe, expect, test } from 'vitest';
import { conventionNamed, type Layer } from '../../../src/engine/index.js';
import { FormatError } from '../../../src/formats/index.js';
import { BatchStore, batchOf, viewOf, type Batch } from '../../../src/session/index.js';
import { mergedBatch } from '../../../src/session/program/plan/batchOf.js';
import type { Provisional } from '../../../src/session/batches/provisional.js';
import { npyFile, npyHeader } from '../formats/npyFile.js';
import { BASE, batchBytes, MemoryFiles, npyOf, openSession } from './memoryFiles.js';

/** Nothing is held, as if every file were large. */
const streaming = { small: 0, packed: 0 };

const shape = [12, 5, 3, 7];
const size = 12 * 5 * 3 * 7;
/** NaN and infinities included, the first of a channel not first in Fortran order. */
const values = Float32Array.from({ length: size }, (_, i) => 100 + Math.sin(i * 12.9898) * (1 + (i % 7)));
values[211] = NaN;
values[3] = Infinity;
values[size - 4] = -Infinity;

function fortranBytes(): Uint8Array<ArrayBuffer> {
  const bytes = npyFile(npyHeader("'<f4'", `(${shape.join()},)`, 'True'), { dataBytes: 4 * size });
  const stored = new Float32Array(size);
  let at = 0;
  for (let d = 0; d < 7; d++)
    for (let c = 0; c < 3; c++)
      for (let b = 0; b < 5; b++) for (let a = 0; a < 12; a++) stored[at++] = values[((a * 5 + b) * 3 + c) * 7 + d];
  bytes.set(new Uint8Array(stored.buffer), bytes.length - 4 * size);
  return bytes;
}

const contents = { 'c.npy': npyOf(shape, values), 'f.npy': fortranBytes(), 'r.npy': batchBytes([4, 5, 3, 7], 3) };
const held = () => new BatchStore(new MemoryFiles(contents));
const streamed = () => new BatchStore(new MemoryFiles(contents, streaming));
const layerOn = (channelAxis: number, convention = 'pytorch'): Layer => ({
  convention: conventionNamed(convention),
  channelAxis,
  affine: true,
  trackRunningStats: true,
});
const batches: Record<string, Batch> = {
  'a file in C order': batchOf(`${BASE}/c.npy`),
  'a file in Fortran order': batchOf(`${BASE}/f.npy`),
  'rows of a file in C order': batchOf(`${BASE}/c.npy`, [3, 8]),
  'rows of a file in Fortran order': batchOf(`${BASE}/f.npy`, [3, 8]),
  'several files': mergedBatch([`${BASE}/c.npy`, `${BASE}/f.npy`, `${BASE}/r.npy`]),
};

describe.each(Object.entries(batches))('the moments of %s', (_, batch) => {
  test.each([
    [1, 'pytorch'],
    [2, 'pytorch'],
    [3, 'pytorch'],
    [1, 'makemore'],
    [3, 'makemore'],
  ])('over channel axis %i as %s has it are the same when it streams', async (channelAxis, convention) => {
    const layer = layerOn(channelAxis, convention);
    const [a, b] = [await held().moments(batch, layer), await streamed().moments(batch, layer)];
    expect(b.shape).toEqual(a.shape);
    for (const name of ['min', 'max', 'nonFinite', 'firstNonFinite'] as const)
      expect(b.moments[name]).toEqual(a.moments[name]);
    const relative = (x: number, y: number) => (Object.is(x, y) ? 0 : Math.abs(x - y) / Math.abs(y));
    a.moments.shift.forEach((mean, group) => {
      expect(relative(b.moments.shift[group], mean)).toBeLessThanOrEqual(1e-15);
      expect(relative(b.moments.m2[group], a.moments.m2[group])).toBeLessThanOrEqual(1e-13);
    });
  });
});

describe('a batch that streams', () => {
  test('is never read as a whole, whatever view is asked for', async () => {
    const files = new MemoryFiles(contents, streaming);
    const steps = [{ train: 'c.npy' }, { train: 'f.npy', rows: [2, 6] as const }, { eval: 'f.npy' }];
    const [owner, whole] = [
      await openSession({ steps }, files),
      await openSession({ steps }, new MemoryFiles(contents)),
    ];
    await owner.runAll();
    await whole.runAll();
    for (const pass of [0, 1, 2]) {
      for (const view of [
        ['table', { pass }],
        ['distribution', { pass, channel: 3 }],
        ['distribution', { pass, channel: 0 }],
        ['numbers', { pass, channel: 0 }],
        ['arithmetic', { pass, channel: 2, index: [1, 2, 0, 4] }],
        ['slice', { pass, rowAxis: 0, columnAxis: 3, index: [1, 1, 1, 0], maxRows: 9, maxColumns: 4 }],
        ['slice', { pass, rowAxis: 3, columnAxis: 1, index: [1, 1, 1, 0], maxRows: 9, maxColumns: 4 }],
        ['slice', { pass, rowAxis: null, columnAxis: 2, index: [1, 1, 0, 0], maxRows: 1, maxColumns: 4 }],
        ['experiment', { id: 'bias-cancels', values: {}, source: 'batch', pass, channel: 1 }],
      ] as const) {
        const [name, request] = view;
        const ours = await viewOf(owner.session, name, request, owner.store.accessFor(owner.session.layer));
        expect(ours).toEqual(await viewOf(whole.session, name, request, whole.store.accessFor(whole.session.layer)));
      }
    }
    expect(files.totalReads).toBe(0);
  });

  test('is compared with the expected output piece by piece, in whatever order the files are', async () => {
    const files = new MemoryFiles({ 'c.npy': batchBytes(shape, 1) }, streaming);
    const first = await openSession({ steps: [{ train: 'c.npy' }] }, files);
    await first.runAll();
    const [pass] = first.session.passes;
    const { outputOf } = await import('../../../src/session/records/compareOutput.js');
    if (pass.kind !== 'computed') throw new Error(pass.error);
    const y = outputOf(pass, await first.store.tensor(pass.plan.batch));
    files.write('y.npy', npyOf(shape, Float64Array.from(y.values)));
    const wrong = Float64Array.from(y.values);
    wrong[700] += 0.25;
    files.write('wrong.npy', npyOf(shape, wrong));
    const steps = ['y.npy', 'wrong.npy'].map((expected) => ({ train: 'c.npy', expect: expected }));
    const owner = await openSession(
      { steps: [...steps, { train: 'c.npy', batchSize: 5, expect: 'wrong.npy' }] },
      files,
    );
    files.reads.clear();
    await owner.runAll();
    const results = owner.session.passes.map((record) => (record.kind === 'computed' ? record.expect : undefined));
    expect(results[0]).toEqual({ passed: true, maxAbsError: 0 });
    expect(results[1]).toMatchObject({ passed: false, maxAbsError: expect.closeTo(0.25, 12) as number });
    expect(results.slice(2).map((result) => result?.passed)).toEqual([false, false, false]);
    expect(files.totalReads).toBe(0);
  });

  test('tells what is known so far', async () => {
    const seen: Provisional[] = [];
    const files = new MemoryFiles({ 'x.npy': batchBytes([4000, 5, 100], 1) }, streaming);
    const { moments } = await new BatchStore(files).moments(batchOf(`${BASE}/x.npy`), layerOn(1), {
      onProvisional: (provisional) => seen.push(provisional()),
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen[0].share).toBeCloseTo(2 ** 20 / 2_000_000, 2);
    expect(seen[0].count[0]).toBeLessThan(400_000);
    expect(seen[0].mean[4]).toBeCloseTo(moments.shift[4], 1);
    const last = seen[seen.length - 1];
    expect(last.share).toBe(1);
    expect(last.mean).toEqual(moments.shift.map((shift, group) => shift + moments.remainder[group]));
  });

  test('that needs all of its values at once says what it may weigh', async () => {
    const store = new BatchStore(new MemoryFiles(contents, { ...streaming, largest: 1000 }));
    await expect(store.tensor(batches['a file in C order'])).rejects.toThrow(
      'c.npy: memory: it is too large for what needs all of its values at once (expected at most 1000 bytes of values, found 5040 bytes)',
    );
  });

  test('that the disk cannot read is refused by itself; the other passes run, and a reload heals it', async () => {
    const files = new MemoryFiles(contents, streaming);
    const { withTensor } = files;
    let isBroken = true;
    files.withTensor = (uri, use, options) =>
      withTensor(
        uri,
        (file) =>
          use({
            ...file,
            chunks: async function* (chunkOptions) {
              for await (const chunk of file.chunks(chunkOptions)) {
                yield chunk;
                if (isBroken && uri.endsWith('f.npy')) {
                  throw new FormatError({ file: 'f.npy', place: 'on disk', problem: 'the disk reported an error' });
                }
              }
            },
          }),
        options,
      );
    const steps = [{ train: 'c.npy' }, { train: 'f.npy' }, { train: 'r.npy' }];
    const owner = await openSession({ steps }, files);
    await owner.runAll();
    const kinds = () => owner.session.passes.map(({ kind }) => kind);
    expect(kinds()).toEqual(['computed', 'refused', 'computed']);
    expect(owner.session.passes[1]).toMatchObject({ error: 'f.npy: on disk: the disk reported an error' });
    const [{ after: first }, { after: second }] = owner.session.passes;
    expect(second).toEqual(first);
    isBroken = false;
    await owner.reload();
    expect(kinds()).toEqual(['computed', 'computed', 'computed']);
  });
});
