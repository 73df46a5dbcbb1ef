/** Bytes that can be read in ranges: a local file, a file in memory, a member of an archive. */
export interface ByteSource {
  /** Name for people, in errors and titles: `acts.npy`. */
  readonly name: string;
  readonly size: number;
  /**
   * Up to `length` bytes from `offset`; fewer only at the end of the source. The caller must not write to them.
   * @throws where the medium fails, or the file has changed since it was opened.
   */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The same into the caller's memory, for sources that can do so without a copy of their own.
   * @returns how many bytes were read: fewer than `target` holds only at the end of the source.
   */
  readInto?(offset: number, target: Uint8Array<ArrayBuffer>): Promise<number>;
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
