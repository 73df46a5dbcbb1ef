import {
  blockSource,
  FormatError,
  memorySource,
  openArchive,
  openTensor,
  type ByteSource,
  type ReadOptions,
  type TensorArchive,
  type TensorFile,
} from '../formats/index.js';
import { nameOf, tensorPlace, type SessionFiles } from '../session/index.js';
import type { HostApi } from '../protocol/index.js';
import { OpenArchives } from './openArchives.js';

/** Local files, where this thread can read them itself. */
export interface LocalFiles {
  canRead(uri: string): boolean;
  open(uri: string): Promise<ByteSource>;
  version(uri: string): Promise<string | undefined>;
  list(folder: string): Promise<readonly string[]>;
}

/** What the host may read into memory as a whole: such files cannot be read in parts. */
const MAX_HOST_BYTES = 2 ** 28;
/** No program is that long; another file may bear its name. */
const MAX_TEXT_BYTES = 64 * 2 ** 20;

/** Files by URI: local ones in ranges, all others through the host. */
export function workerFiles(host: Pick<HostApi, 'readFile' | 'readDirectory'>, local: LocalFiles | null): SessionFiles {
  const archives = new OpenArchives();
  const isLocal = (uri: string): boolean => local?.canRead(uri) ?? false;

  const open = async (uri: string): Promise<ByteSource> => {
    if (local && isLocal(uri)) return local.open(uri);
    const name = nameOf(uri);
    const bytes = await fromHost(name, () => host.readFile(uri, MAX_HOST_BYTES));
    const size = 'tooLarge' in bytes ? bytes.tooLarge : bytes.byteLength;
    if ('tooLarge' in bytes || size > MAX_HOST_BYTES) {
      throw new FormatError({
        file: name,
        place: 'file',
        problem: 'it is too large to be read through the editor, which has to hold all of it',
        expected: `at most ${MAX_HOST_BYTES} bytes where the file is not on the machine that the extension runs on`,
        found: `${size} bytes`,
        advice:
          'Copy it to the machine that the extension runs on: local files of any size stream. Or save fewer samples.',
      });
    }
    const isOwn = bytes.buffer instanceof ArrayBuffer;
    return memorySource(
      name,
      isOwn ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes),
    );
  };
  const withSource = async <T>(uri: string, use: (source: ByteSource) => Promise<T>): Promise<T> => {
    const source = await open(uri);
    try {
      return await use(source);
    } finally {
      await source.close?.();
    }
  };
  return {
    // JSON has to be read whole before anything is known of it.
    readsRanges: (uri) => isLocal(uri) && !/\.json$/i.test(tensorPlace(uri).file),
    withTensor: <T>(uri: string, use: (file: TensorFile) => Promise<T>, options?: ReadOptions) => {
      const { file, ...within } = tensorPlace(uri);
      return withSource(file, async (source) => {
        const open = async (archive?: TensorArchive) =>
          use(await openTensor(source, { ...options, ...within }, archive));
        return within.member === undefined ? open() : archives.with(source, open, options);
      });
    },
    withArchive: (uri, use, options) =>
      lending((lend) => {
        const readsAll = options?.readsAll ?? false;
        const blocks = (source: ByteSource) => blockSource(source, readsAll, readsAll ? lend : undefined);
        return withSource(uri, async (source) => use(await openArchive(blocks(source), options)));
      }),
    text: (uri) =>
      withSource(uri, async (source) => {
        if (source.size > MAX_TEXT_BYTES) {
          throw new FormatError({
            file: source.name,
            place: 'file',
            problem: 'it is too large for a program',
            expected: `at most ${MAX_TEXT_BYTES} bytes`,
            found: `${source.size} bytes`,
          });
        }
        const bytes = await source.read(0, source.size);
        try {
          return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        } catch {
          throw new FormatError({ file: source.name, place: 'file', problem: 'it is not UTF-8 text' });
        }
      }),
    version: (uri) => (local && isLocal(uri) ? local.version(uri) : Promise.resolve(undefined)),
    list: (folder) =>
      local && isLocal(folder) ? local.list(folder) : fromHost(nameOf(folder), () => host.readDirectory(folder)),
  };
}

const free: Uint8Array<ArrayBuffer>[] = [];

/**
 * Lends memory for a small file as long as `use` takes: a recording is hundreds of them, one after another, and new memory
 * for each is cleared and collected more often than it is read.
 */
async function lending<T>(use: (lend: (bytes: number) => Uint8Array<ArrayBuffer>) => Promise<T>): Promise<T> {
  let memory: Uint8Array<ArrayBuffer> | undefined;
  let isOver = false;
  try {
    return await use((bytes) => {
      // Whoever is late has memory of his own: what was lent may be another file's by now.
      if (isOver) return new Uint8Array(bytes);
      memory ??= free.pop();
      if (!memory || memory.length < bytes) memory = new Uint8Array(bytes);
      return memory.subarray(0, bytes);
    });
  } finally {
    isOver = true;
    if (memory) free.push(memory);
  }
}

/** The host's errors come as what VS Code says of them. */
async function fromHost<T>(file: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new FormatError({ file, place: 'reading', problem }, { cause: error });
  }
}
