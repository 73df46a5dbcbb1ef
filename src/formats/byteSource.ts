import type { Interruption } from './interruption.js';

/** Bytes that can be read in ranges: a local file, a file in memory, a member of an archive. */
export interface ByteSource {
  /** Name for people, in errors and titles: `acts.npy`. */
  readonly name: string;
  readonly size: number;
  /** Another file under the same name has another one; absent where that cannot be told. */
  readonly version?: string;
  /**
   * Up to `length` bytes from `offset`; fewer only at the end of the source. The caller must not write to them.
   * @throws where the medium fails, or the file has changed since it was opened.
   */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The same into the caller's memory, for sources that can do so without a copy of their own.
   * @returns how many bytes were read: fewer than `target` holds only at the end of the source.
   */
  readInto?(offset: number, target: Uint8Array): Promise<number>;
  /**
   * Present where bytes come one after another only, as from a compressed member: a source of its own whose reads are
   * cheap as long as they go forward. Without it, reads may come in any order.
   */
  forward?(): ByteSource;
  /**
   * Present where `size` is what a header says of compressed bytes: looks whether they make as much, before memory is
   * taken for it. @throws FormatError where they do not.
   */
  confirmSize?(interruption?: Interruption): Promise<void>;
  close?(): Promise<void>;
}

/** A source over bytes that are already in memory. */
export function memorySource(name: string, bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return {
    name,
    size: bytes.byteLength,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** A range of a source, or all of it, under a name of its own. Closing it leaves the source open. */
export function partOf(source: ByteSource, name: string, from = 0, size = source.size - from): ByteSource {
  const rest = (offset: number) => Math.max(0, size - offset);
  return {
    name,
    size,
    ...(source.version !== undefined && { version: source.version }),
    read: (offset, length) => source.read(from + offset, Math.min(length, rest(offset))),
    ...(source.readInto && {
      readInto: async (offset: number, target: Uint8Array) =>
        (await source.readInto?.(from + offset, target.subarray(0, rest(offset)))) ?? 0,
    }),
  };
}
