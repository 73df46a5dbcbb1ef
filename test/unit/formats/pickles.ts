import { zipFile } from './zipFile.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** Opcodes of a pickle, and what stands between them, byte by byte. */
export function pickle(...parts: readonly (string | readonly number[])[]): Bytes {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? Array.from(part, (c) => c.charCodeAt(0)) : [...part])),
  );
}

export const uint32 = (value: number): readonly number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
/** BINUNICODE of ASCII. */
export const text = (value: string): string => `X${String.fromCharCode(...uint32(value.length))}${value}`;
/** A tuple of numbers below 2^31. */
export const tuple = (...items: readonly number[]): string =>
  `(${items.map((item) => `J${String.fromCharCode(...uint32(item))}`).join('')}t`;

/** A call of _rebuild_tensor_v2 over storage '0' of `count` floats. */
export function tensor(
  shape: readonly number[],
  strides: readonly number[],
  { count = 4, offset = 0, type = 'FloatStorage' } = {},
): string {
  const storage = `(${text('storage')}ctorch\n${type}\n${text('0')}${text('cpu')}J${String.fromCharCode(...uint32(count))}tQ`;
  const place = `J${String.fromCharCode(...uint32(offset))}`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${storage}${place}${tuple(...shape)}${tuple(...strides)}\x89ccollections\nOrderedDict\n)RtR`;
}

/** A checkpoint of one object, and of storages by their keys. */
export function checkpoint(
  object: string,
  storages: Readonly<Record<string, Uint8Array>> = { 0: new Uint8Array(16) },
): Bytes {
  return zipFile([
    { name: 'archive/data.pkl', content: pickle(`\x80\x02${object}.`) },
    ...Object.entries(storages).map(([key, content]) => ({ name: `archive/data/${key}`, content })),
    { name: 'archive/version', content: pickle('3\n') },
  ]);
}
