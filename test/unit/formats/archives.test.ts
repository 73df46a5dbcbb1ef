import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource, openArchive, openTensor, type ByteSource } from '../../../src/formats/index.js';
import { npyFile, npyHeader } from './npyFile.js';
import { zipFile } from './zipFile.js';

type Row = readonly [name: string, shape: readonly number[], dtype: string, sha256: string, values: readonly string[]];

const folder = new URL('../../fixtures/formats/', import.meta.url);
const index = JSON.parse(readFileSync(new URL('archives.json', folder), 'utf8')) as Readonly<
  Record<string, readonly Row[]>
>;

function fixture(file: string) {
  const memory = memorySource(file, new Uint8Array(readFileSync(new URL(file, folder))));
  const reads: { offset: number; length: number }[] = [];
  const source: ByteSource = {
    ...memory,
    read: (offset, length) => {
      reads.push({ offset, length });
      return memory.read(offset, length);
    },
  };
  return { source, reads };
}

describe.each(Object.entries(index))('%s', (file, rows) => {
  it('lists its members', async () => {
    const archive = await openArchive(fixture(file).source);
    expect(archive.members.map(({ name }) => name).toSorted()).toEqual(rows.map(([name]) => name).toSorted());
    expect(archive.warnings).toEqual([]);
  });

  it.each(rows)('gives %s %j %s with every bit and value', async (name, shape, dtype, sha256, values) => {
    const member = await openTensor(fixture(file).source, { member: name });
    expect(member).toMatchObject({ name: `${file}/${name}`, shape, dtype });
    expect(
      createHash('sha256')
        .update(await member.readBits())
        .digest('hex'),
    ).toBe(sha256);
    const tensor = await member.read();
    const first = Array.from(tensor.values.subarray(0, values.length));
    expect(first).toEqual(values.map((value) => Number(value.replace('inf', 'Infinity').replace('nan', 'NaN'))));
    if (shape.length === 0 || shape[0] === 0) return;
    const row = await member.readRows(shape[0] - 1, 1);
    expect(row.values).toEqual(tensor.values.slice(tensor.values.length - row.values.length));
  });
});

describe('a checkpoint', () => {
  it('tells shapes, dtypes and metadata by its header alone, and reads no other tensor', async () => {
    const { source, reads } = fixture('checkpoint.safetensors');
    const archive = await openArchive(source);
    expect(archive.metadata).toEqual({ format: 'pt' });
    expect(archive.members.find(({ name }) => name === 'layer.bfloat16.3')).toEqual({
      name: 'layer.bfloat16.3',
      shape: [2, 3, 4],
      dtype: 'bfloat16',
      bytes: 48,
    });
    reads.length = 0;
    await (await archive.open('layer.bfloat16.3')).read();
    expect(reads.map(({ length }) => length)).toEqual([48]);
  });
});

describe('an .npz', () => {
  it('is listed without any of its members being read', async () => {
    const { source, reads } = fixture('stored.npz');
    const archive = await openArchive(source);
    expect(archive.kind).toBe('.npz archive');
    const before = reads.length;
    await (await archive.open('zeros')).read();
    const total = reads.slice(before).reduce((sum, { length }) => sum + length, 0);
    expect(total).toBeLessThan(6400 + 1000);
  });

  it('of several arrays asks for a name', async () => {
    await expect(openTensor(fixture('stored.npz').source)).rejects.toThrow(
      "stored.npz: members: this is an .npz archive of 8 tensors (expected the name of one of them, found 'weight', 'encoder/bn.running_mean', 'fortran',",
    );
    await expect(openTensor(fixture('stored.npz').source, { member: 'bias' })).rejects.toThrow(
      "stored.npz: members: there is no 'bias' in it (expected one of 'weight',",
    );
  });

  it('that is deflated tells progress in bytes of the array, and stops when told to', async () => {
    const member = await openTensor(fixture('deflated.npz').source, { member: 'fortran' });
    const seen: number[] = [];
    await member.read({ onProgress: (bytes) => seen.push(bytes) });
    expect(seen.at(-1)).toBe(member.dataBytes);
    const reason = new Error('cancelled');
    await expect(member.read({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('a file that is one tensor', () => {
  it('has no members', async () => {
    const source = memorySource('acts.json', new TextEncoder().encode('[1]'));
    await expect(openTensor(source, { member: 'x' })).rejects.toThrow("acts.json: members: there is no 'x' in it");
    await expect(openArchive(source)).rejects.toThrow('acts.json: byte 0: this is no archive of tensors');
  });
});

describe('an archive with a 64-bit end record', () => {
  const members = [{ name: 'a.npy', content: npyFile(npyHeader("'<f4'", '(2,)'), { dataBytes: 8 }) }];

  it.each([
    ['that alone says where the directory is', true],
    ['though no field needs it, as torch.save and some zip tools write', false],
  ])('is read: %s', async (_, isZip64) => {
    const archive = await openArchive(memorySource('a.npz', zipFile(members, isZip64, true)));
    expect(archive.members.map(({ name }) => name)).toEqual(['a']);
    expect((await archive.open('a')).shape).toEqual([2]);
  });

  it('is PyTorch’s where torch.save wrote it, and opens as a list of its tensors', async () => {
    const archive = await openArchive(memorySource('bn.pt', new Uint8Array(readFileSync(new URL('bn.pt', folder)))));
    expect(archive.kind).toBe('PyTorch checkpoint');
    expect(archive.members).toEqual([
      { name: 'weight', shape: [4], dtype: 'float32', bytes: 16 },
      { name: 'bias', shape: [4], dtype: 'float32', bytes: 16 },
      { name: 'running_mean', shape: [4], dtype: 'float32', bytes: 16 },
      { name: 'running_var', shape: [4], dtype: 'float32', bytes: 16 },
      { name: 'num_batches_tracked', shape: [], dtype: 'int64', bytes: 8 },
    ]);
    expect((await (await archive.open('running_var')).read()).values).toEqual(Float32Array.of(1, 1, 1, 1));
  });
});
