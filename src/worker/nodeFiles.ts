import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FormatError } from '../formats/index.js';
import { nameOf } from '../session/index.js';
import { openFileSource } from './fileSource.js';
import type { LocalFiles } from './workerFiles.js';

/** `file:` URIs, read by this thread. */
export const nodeFiles: LocalFiles = {
  canRead: (uri) => uri.startsWith('file:'),
  open: (uri) => openFileSource(fileURLToPath(uri)),
  async list(folder) {
    try {
      const entries = await readdir(fileURLToPath(folder), { withFileTypes: true });
      return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const problem =
        code === 'ENOENT' ? 'there is no such folder' : error instanceof Error ? error.message : String(error);
      throw new FormatError({ file: nameOf(folder), place: 'on disk', problem }, { cause: error });
    }
  },
};
