import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FormatError } from '../formats/index.js';
import { nameOf } from '../session/index.js';
import { openFileSource } from './fileSource.js';
import type { LocalFiles } from './workerFiles.js';

/** `file:` URIs, read by this thread. */
export const nodeFiles: LocalFiles = {
  canRead: (uri) => uri.startsWith('file:'),
  open: (uri) => openFileSource(pathOf(uri)),
  async version(uri) {
    try {
      const { ino, size, mtimeNs } = await stat(pathOf(uri), { bigint: true });
      return `${ino}:${size}:${mtimeNs}`;
    } catch {
      return undefined;
    }
  },
  async list(folder) {
    try {
      const entries = await readdir(pathOf(folder), { withFileTypes: true });
      return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    } catch (error) {
      if (error instanceof FormatError) throw error;
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const problem =
        code === 'ENOENT' ? 'there is no such folder' : error instanceof Error ? error.message : String(error);
      throw new FormatError({ file: nameOf(folder), place: 'on disk', problem }, { cause: error });
    }
  },
};

/** @throws FormatError for a URI that means another machine, or holds an encoded slash */
function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new FormatError({ file: nameOf(uri), place: uri, problem }, { cause: error });
  }
}
