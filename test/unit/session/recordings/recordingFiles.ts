import { FormatError, memorySource, openArchive, openTensor } from '../../../../src/formats/index.js';
import type { Program, SessionFiles } from '../../../../src/session/index.js';
import { folderOf, nameOf, tensorPlace } from '../../../../src/session/index.js';
import { SessionOwner } from '../../../../src/session/run/sessionOwner.js';
import { statistics, type PassTold } from './recordedLayer.js';

export const RUN = 'memory:/run';

/** Files in folders, by their paths below `RUN`. Archives are opened as local files are, in ranges. */
export class RecordingFiles implements SessionFiles {
  readonly #bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  /** How often each was written. */
  readonly #written = new Map<string, number>();
  /** Paths of what was opened to be read, in order. */
  readonly opened: string[] = [];
  /** Bytes that were read, of all files. */
  bytesRead = 0;
  largestRead = 0;

  constructor(files: Readonly<Record<string, Uint8Array<ArrayBuffer> | string>> = {}) {
    for (const [path, bytes] of Object.entries(files)) this.write(path, bytes);
  }

  write(path: string, bytes: Uint8Array<ArrayBuffer> | string): void {
    this.#written.set(`${RUN}/${path}`, (this.#written.get(`${RUN}/${path}`) ?? 0) + 1);
    this.#bytes.set(
      `${RUN}/${path}`,
      typeof bytes === 'string' ? Uint8Array.from(new TextEncoder().encode(bytes)) : bytes,
    );
  }

  withTensor: SessionFiles['withTensor'] = async (uri, use, options) => {
    const { file, ...within } = tensorPlace(uri);
    return use(await openTensor(this.#source(file), { ...options, ...within }));
  };
  withArchive: SessionFiles['withArchive'] = async (uri, use, options) =>
    use(await openArchive(this.#source(uri), options));
  text = async (uri: string) => {
    const source = this.#source(uri);
    return new TextDecoder().decode(await source.read(0, source.size));
  };
  list = (folder: string) =>
    Promise.resolve([...this.#bytes.keys()].filter((uri) => folderOf(uri) === folder).map(nameOf));
  version = (uri: string) => Promise.resolve(this.#written.get(uri)?.toString());
  readsRanges = (uri: string) => !tensorPlace(uri).file.endsWith('.json');

  #source(uri: string) {
    const bytes = this.#bytes.get(uri);
    if (!bytes) throw new FormatError({ file: nameOf(uri), place: 'on disk', problem: 'there is no such file' });
    this.opened.push(uri.slice(RUN.length + 1));
    const source = memorySource(nameOf(uri), bytes);
    return {
      ...source,
      read: (offset: number, length: number) => {
        this.bytesRead += length;
        this.largestRead = Math.max(this.largestRead, length);
        return source.read(offset, length);
      },
    };
  }
}

/** The recorded passes of one layer in statistics files of `perFile` passes each. */
export function layerFiles(
  folder: string,
  passes: readonly PassTold[],
  { perFile = Infinity, level = 0 }: { readonly perFile?: number; readonly level?: 0 | 6 } = {},
): Record<string, Uint8Array<ArrayBuffer>> {
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  const size = Math.min(perFile, passes.length);
  for (let from = 0, index = 0; from < passes.length; from += size, index++) {
    files[`${folder}/stats_${index}.npz`] = statistics(passes.slice(from, from + size), { level });
  }
  return files;
}

/** A program over a layer's folder, as a recorder writes it. */
export function recordedProgram(folder: string, changes: Partial<Program> = {}): Program {
  return {
    convention: { base: 'pytorch', eps: 1e-5, momentum: 0.1 },
    channelAxis: 1,
    steps: [{ recorded: `${folder}/stats_*.npz`, tensors: `${folder}/x_*.npy` }],
    ...changes,
  };
}

export async function runRecorded(program: Program, files: SessionFiles): Promise<SessionOwner> {
  const owner = await SessionOwner.open(program, { base: RUN, files });
  await owner.runAll();
  return owner;
}
