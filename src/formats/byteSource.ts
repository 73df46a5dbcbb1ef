/** Bytes that can be read in ranges: a local file, a file in memory, a member of an archive. */
export interface ByteSource {
  /** Name for people, in errors and titles: `acts.npy`. */
  readonly name: string;
  readonly size: number;
  /**
   * Up to `length` bytes from `offset`; fewer only at the end of the source.
   * @throws where the medium fails, or the file has changed since it was opened.
   */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
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
