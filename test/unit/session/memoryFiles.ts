import { FormatError, memorySource, openArchive, openTensor, type ByteSource } from '../../../src/formats/index.js';
import { nameOf, tensorPlace, type Program, type SessionFiles } from '../../../src/session/index.js';
import type { HeldLimits } from '../../../src/session/batches/sessionFiles.js';
import { SessionOwner } from '../../../src/session/run/sessionOwner.js';
import { npy } from '../../integration/support/npy.js';

/** The folder of all examples. */
export const BASE = 'memory:/work';

/** A folder of files in memory that counts how often each one's data was read. */
export class MemoryFiles implements SessionFiles {
  readonly #bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Reads beyond the header, by name. */
  readonly reads = new Map<string, number>();

  constructor(
    files: Record<string, Uint8Array<ArrayBuffer>> = {},
    readonly limits: Partial<HeldLimits> = {},
  ) {
    for (const [name, bytes] of Object.entries(files)) this.write(name, bytes);
  }

  write(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes.set(name, bytes);
  }
  remove(name: string): void {
    this.#bytes.delete(name);
  }
  get totalReads(): number {
    return [...this.reads.values()].reduce((sum, count) => sum + count, 0);
  }

  withTensor: SessionFiles['withTensor'] = async (uri, use, options) => {
    const { file: path, ...within } = tensorPlace(uri);
    const file = await openTensor(this.#source(path), { ...options, ...within });
    const count = () => this.reads.set(file.name, (this.reads.get(file.name) ?? 0) + 1);
    return use({
      ...file,
      read: (readOptions) => {
        count();
        return file.read(readOptions);
      },
      readRows: (start, rows, readOptions) => {
        count();
        return file.readRows(start, rows, readOptions);
      },
    });
  };
  withArchive: SessionFiles['withArchive'] = async (uri, use, options) =>
    use(await openArchive(this.#source(uri), options));
  text = async (uri: string) => {
    const source = this.#source(uri);
    return new TextDecoder().decode(await source.read(0, source.size));
  };
  list = () => Promise.resolve([...this.#bytes.keys()]);
  readsRanges = (uri: string) => tensorPlace(uri).file.endsWith('.npy');

  #source(uri: string): ByteSource {
    const name = nameOf(uri);
    const bytes = this.#bytes.get(name);
    if (!bytes) throw new FormatError({ file: name, place: 'on disk', problem: 'there is no such file' });
    return memorySource(name, bytes);
  }
}

/** Values of channel c around `mean + c`, the same for the same seed. */
export function batchBytes(shape: readonly number[], seed = 0, mean = 0): Uint8Array<ArrayBuffer> {
  const inner = shape.slice(2).reduce((product, size) => product * size, 1);
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, (_, i) => {
    const channel = Math.floor(i / inner) % (shape[1] ?? 1);
    return mean + channel + Math.sin(i * 12.9898 + seed * 78.233) * (1 + channel);
  });
  return npyOf(shape, values);
}

export function npyOf(
  shape: readonly number[],
  values: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(npy(shape, values));
}

/** Twelve batches of [8, 3, 4], one of one sample, one of five channels, and one for eval. */
export function exampleFiles(): MemoryFiles {
  const files = new MemoryFiles();
  for (let i = 0; i < 12; i++) files.write(`batch_${i}.npy`, batchBytes([8, 3, 4], i, i / 10));
  files.write('single.npy', batchBytes([1, 3], 20));
  files.write('wide.npy', batchBytes([8, 5, 4], 21));
  files.write('val.npy', batchBytes([8, 3, 4], 22, 1));
  return files;
}

export function openSession(program: Program, files: SessionFiles = exampleFiles()): Promise<SessionOwner> {
  return SessionOwner.open(program, { base: BASE, files });
}

export const trains = (count: number): Program['steps'] =>
  Array.from({ length: count }, (_, i) => ({ train: `batch_${i}.npy` }));
