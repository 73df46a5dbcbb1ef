import { concatenated, dataOf, writtenTypes, type WrittenTensor } from './writtenTensor.js';

/**
 * A safetensors file: https://github.com/huggingface/safetensors#format. Wide elements come first and the header is padded
 * to a multiple of 8, so that every tensor is aligned; the data has no gaps.
 * @throws RangeError as `dataOf`
 */
export function safetensorsBytes(
  tensors: Readonly<Record<string, WrittenTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors).sort(
    ([, a], [, b]) => writtenTypes[b.dtype].size - writtenTypes[a.dtype].size,
  );
  const data: Uint8Array[] = [];
  const described: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let offset = 0;
  for (const [name, tensor] of entries) {
    const bytes = dataOf(tensor);
    const data_offsets = [offset, offset + bytes.length];
    described.push([name, { dtype: writtenTypes[tensor.dtype].safetensors, shape: tensor.shape, data_offsets }]);
    data.push(bytes);
    offset += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(described)));
  const header = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  header.set(text);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return concatenated([length, header, ...data]);
}
