import fs, { closeSync, constants } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { FormatError, type ByteSource } from '../formats/index.js';

/**
 * A thread that is ended in the middle closes the descriptors that it opened so; the handles of `fs/promises` stay open
 * for good where the thread ends while they are being opened or closed.
 */
const [open, stat, read] = [promisify(fs.open), promisify(fs.fstat), promisify(fs.read)];

/** A local file that is open until `close`. */
export interface FileSource extends ByteSource {
  readInto(offset: number, target: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a local file for reading in ranges.
 * Every read fails where the file has been written to, truncated, replaced or deleted since: half an old file and half
 * a new one would make a tensor that never was.
 * @throws FormatError where there is no such file, it may not be read, or it is no regular file.
 */
export async function openFileSource(path: string): Promise<FileSource> {
  const name = basename(path);
  // Without O_NONBLOCK a pipe would hold us until somebody writes to it. Windows has no such flag: undefined is 0 here.
  const descriptor = await attempt(name, () => open(path, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    return await fileSource(name, descriptor);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

async function fileSource(name: string, descriptor: number): Promise<FileSource> {
  const opened = await attempt(name, () => stat(descriptor, { bigint: true }));
  if (!opened.isFile()) {
    const found = opened.isDirectory() ? 'a folder' : 'a device, pipe or socket';
    throw onDisk(name, 'this is no file', 'a regular file', found);
  }
  const size = Number(opened.size);

  const checkUnchanged = shared(async () => {
    const now = await attempt(name, () => stat(descriptor, { bigint: true }));
    if (now.size < opened.size) throw changed('was truncated', `${size} bytes`, `${now.size} bytes`);
    if (now.nlink === 0n) throw changed('was deleted or replaced');
    if (now.size !== opened.size || now.mtimeNs !== opened.mtimeNs) {
      throw changed('was written to', `${size} bytes`, `${now.size} bytes`);
    }
  });
  const changed = (what: string, expected?: string, found?: string) =>
    onDisk(name, `the file ${what} while it was open`, expected, found, 'Read it again when it has been written.');

  const fill = async (offset: number, target: Uint8Array) => {
    let done = 0;
    while (done < target.byteLength && offset + done < size) {
      const at = offset + done;
      const length = Math.min(target.byteLength - done, size - at);
      const { bytesRead } = await attempt(name, () => read(descriptor, target, done, length, at));
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    await checkUnchanged();
    return done;
  };
  // The number of a descriptor that is closed is soon another file's.
  const reading = new Set<Promise<number>>();
  const readInto = async (offset: number, target: Uint8Array) => {
    const filled = fill(offset, target);
    reading.add(filled);
    try {
      return await filled;
    } finally {
      reading.delete(filled);
    }
  };
  return {
    name,
    size,
    version: `${opened.dev}:${opened.ino}:${opened.size}:${opened.mtimeNs}`,
    readInto,
    read: async (offset, length) => {
      const target = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      return target.subarray(0, await readInto(offset, target));
    },
    close: async () => {
      await Promise.allSettled(reading);
      closeSync(descriptor);
    },
  };
}

/** A look that begins after each call: those that are asked for while one is under way share the next. */
function shared(look: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = (): Promise<void> => {
    const looking = look().finally(() => {
      if (running === looking) running = null;
    });
    return (running = looking);
  };
  const startNext = (): Promise<void> => {
    next = null;
    return start();
  };
  return () => (running ? (next ??= running.then(startNext, startNext)) : start());
}

async function attempt<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw onDisk(name, reason(error), undefined, undefined, undefined, { cause: error });
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'the file may not be read';
    case 'EISDIR':
      return 'this is a folder, not a file';
    case 'EBUSY':
      return 'another program has locked the file';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open';
    case 'EIO':
      return 'the disk reported an error';
    case 'ENXIO':
      return 'this is no file that can be read';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function onDisk(
  file: string,
  problem: string,
  expected?: string,
  found?: string,
  advice?: string,
  options?: ErrorOptions,
): FormatError {
  const detail = { ...(expected && { expected }), ...(found && { found }), ...(advice && { advice }) };
  return new FormatError({ file, place: 'on disk', problem, ...detail }, options);
}
