import { describe, expect, it } from 'vitest';
import { memorySource, openArchive, safetensorsBytes, type WrittenTensor } from '../../../../src/formats/index.js';
import { writtenExamples } from './tensors.js';

/** A decoder after https://github.com/huggingface/safetensors#format, which refuses what the format forbids. */
function decoded(file: Uint8Array): {
  metadata: unknown;
  tensors: Record<string, WrittenTensor & { bytes: Uint8Array }>;
} {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const size = Number(view.getBigUint64(0, true));
  const text = new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + size));
  if (!text.startsWith('{')) throw new Error('the header must begin with {');
  const { __metadata__: metadata, ...entries } = JSON.parse(text) as Record<string, Record<string, unknown>>;
  const data = file.subarray(8 + size);
  let end = 0;
  const tensors = Object.entries(entries).map(([name, { dtype, shape, data_offsets }]) => {
    const [from, to] = data_offsets as [number, number];
    if (from !== end) throw new Error(`${name} leaves a gap or overlaps`);
    end = to;
    const bytes = data.slice(from, to);
    const values =
      dtype === 'F32'
        ? new Float32Array(bytes.buffer)
        : dtype === 'F64'
          ? new Float64Array(bytes.buffer)
          : Array.from(new BigInt64Array(bytes.buffer), Number);
    const known = ({ F32: 'float32', F64: 'float64', I64: 'int64' } as const)[dtype as 'F32'];
    return [name, { shape: shape as number[], dtype: known, values, bytes, offset: from }] as const;
  });
  if (end !== data.length) throw new Error('data that belongs to no tensor');
  return { metadata, tensors: Object.fromEntries(tensors) };
}

describe('safetensorsBytes', () => {
  it('writes what a decoder of the specification reads back bit for bit', () => {
    const { tensors, metadata } = decoded(safetensorsBytes(writtenExamples, { format: 'pt' }));
    expect(metadata).toEqual({ format: 'pt' });
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(writtenExamples).sort());
    for (const [name, { shape, dtype, values }] of Object.entries(writtenExamples)) {
      expect(tensors[name].shape).toEqual(shape);
      expect(tensors[name].dtype).toBe(dtype);
      expect(Array.from(tensors[name].values)).toEqual(
        Array.from(dtype === 'float32' ? Float32Array.from(values) : values),
      );
    }
  });

  it('begins every tensor at a multiple of its element', () => {
    const file = safetensorsBytes(writtenExamples);
    const size = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect((8 + size) % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + size))) as Record<
      string,
      { dtype: string; data_offsets: [number, number] }
    >;
    for (const { dtype, data_offsets } of Object.values(header)) {
      expect(data_offsets[0] % (dtype === 'F32' ? 4 : 8)).toBe(0);
    }
  });

  it('writes what this extension opens', async () => {
    const archive = await openArchive(memorySource('bn.safetensors', safetensorsBytes(writtenExamples)));
    expect(archive.members.map(({ name }) => name).sort()).toEqual(Object.keys(writtenExamples).sort());
  });

  it('refuses values that are not as many as the shape says', () => {
    expect(() => safetensorsBytes({ a: { shape: [3], dtype: 'float32', values: [1, 2] } })).toThrow(
      'a tensor of shape [3]: expected 3 values, found 2',
    );
  });
});
