import { memorySource, type ByteSource } from '../../src/formats/index.js';

/** What a reader did that it must not do with any bytes. */
export class Misbehaviour extends Error {}

export function demand(isAsItShould: boolean, otherwise: () => string): void {
  if (!isAsItShould) throw new Misbehaviour(otherwise());
}

/** A file in memory that answers as a local file does, and minds how often and where it is asked. */
export function watchedSource(name: string, bytes: Uint8Array<ArrayBuffer>, readsInto: boolean) {
  const memory = memorySource(name, bytes);
  const asked = { bytes: 0, times: 0 };
  const mind = (offset: number, length: number, got: number) => {
    demand(Number.isSafeInteger(offset) && offset >= 0, () => `a read at ${offset}`);
    demand(Number.isSafeInteger(length) && length >= 0, () => `a read of ${length} bytes`);
    asked.bytes += got;
    asked.times++;
  };
  const read = async (offset: number, length: number) => {
    const part = await memory.read(offset, length);
    mind(offset, length, part.byteLength);
    // A copy, as from a disk: what is done to it must not change the file.
    return part.slice();
  };
  const source: ByteSource = {
    ...memory,
    read,
    ...(readsInto && {
      readInto: async (offset: number, target: Uint8Array) => {
        const part = await read(offset, target.byteLength);
        target.set(part);
        return part.byteLength;
      },
    }),
  };
  return { source, asked };
}
