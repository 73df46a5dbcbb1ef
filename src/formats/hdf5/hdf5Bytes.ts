import type { ByteSource } from '../byteSource.js';
import { FormatError, outputFor, pythonString } from '../readerKit.js';

/** Structures are small; data is read elsewhere. */
const maxStructureBytes = 2 ** 26;

/** An address that leads nowhere. */
export const undefinedAddress = 0xffffffffffffffffn;

/** Bytes of a file and what is said of them, one number after another. Offsets and lengths have eight bytes. */
export class Cursor {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array<ArrayBuffer>,
    private readonly file: Hdf5File,
    /** Where the bytes stand in the file. */
    readonly from: number,
    public at = 0,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }
  skip(count: number): this {
    this.at += count;
    if (this.left < 0) throw this.refuse('it ends early');
    return this;
  }
  private take(count: number): number {
    this.skip(count);
    return this.at - count;
  }
  uint8(): number {
    return this.view.getUint8(this.take(1));
  }
  uint16(): number {
    return this.view.getUint16(this.take(2), true);
  }
  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }
  /** A size; beyond 2^53 inexact, and beyond every limit. */
  length(): number {
    return Number(this.view.getBigUint64(this.take(8), true));
  }
  /** Where something stands in the file; undefined where it stands nowhere. */
  address(): number | undefined {
    const address = this.view.getBigUint64(this.take(8), true);
    return address === undefinedAddress ? undefined : Number(address);
  }
  /** Of 1, 2, 4 or 8 bytes. */
  unsigned(size: number): number {
    return size === 1 ? this.uint8() : size === 2 ? this.uint16() : size === 4 ? this.uint32() : this.length();
  }
  part(count: number): Cursor {
    const at = this.take(count);
    return new Cursor(this.bytes.subarray(at, this.at), this.file, this.from + at);
  }
  ascii(count: number): string {
    return String.fromCharCode(...this.part(count).bytes);
  }
  /** Text up to a zero, which is taken too. */
  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw this.refuse('a name has no end');
    const text = textOf(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }
  /** To a multiple of eight bytes from `start`. */
  align(start: number): void {
    this.at += (8 - ((this.at - start) % 8)) % 8;
  }
  refuse(problem: string, expected?: string, found?: string): FormatError {
    return this.file.refuse(this.from + this.at, problem, expected, found);
  }
}

/** UTF-8, or what stands before its first zero. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** A file in HDF5: its bytes, and its errors. */
export class Hdf5File {
  constructor(
    readonly source: ByteSource,
    readonly base = 0,
  ) {}

  /** @throws FormatError where the file ends before, or a structure would be larger than any. */
  async read(address: number | undefined, size: number): Promise<Cursor> {
    const at = this.base + (address ?? Infinity);
    if (size > maxStructureBytes)
      throw this.refuse(at, 'a structure is too large', `at most ${maxStructureBytes} bytes`);
    if (!Number.isSafeInteger(at + size) || at + size > this.source.size) {
      throw this.refuse(at, 'the file is cut off, or damaged', `${size} bytes`, `${this.source.size} bytes in all`);
    }
    const bytes = await this.source.read(at, size);
    if (bytes.length < size) throw this.refuse(at, 'the file is cut off');
    return new Cursor(bytes, this, at);
  }

  refuse(at: number, problem: string, expected?: string, found?: string, file = this.source.name): FormatError {
    return new FormatError({
      file,
      place: Number.isSafeInteger(at) ? `byte ${at}` : 'an address',
      problem,
      ...(expected !== undefined && { expected }),
      ...(found !== undefined && { found }),
      advice: 'If h5py reads it, save its data sets as an archive:',
      code: h5pyCode(this.source.name),
    });
  }
}

/** Python that saves every data set of a file by its name. */
function h5pyCode(file: string): string {
  return [
    'import h5py',
    'import numpy as np',
    'x = {}',
    'def take(name, item):',
    "    if isinstance(item, h5py.Dataset) and item.dtype.kind in 'fiub': x[name] = item[()]",
    `h5py.File(${pythonString(file)}, 'r').visititems(take)`,
    `np.savez(${outputFor(file, '.npz')}, **x)`,
  ].join('\n');
}
