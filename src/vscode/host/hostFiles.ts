import { FileSystemError, FileType, Uri, workspace } from 'vscode';
import type { HostApi } from '../../protocol/index.js';
import { messageOf } from '../messageOf.js';

/** Files that the worker cannot read itself: those of virtual workspaces, of git, of archives. */
export const hostFiles: Pick<HostApi, 'readFile' | 'readDirectory'> = {
  readFile: (uri, mostBytes) =>
    inWords(async () => {
      const file = Uri.parse(uri, true);
      const { size } = await workspace.fs.stat(file);
      if (size > mostBytes) return { tooLarge: size };
      const bytes = await workspace.fs.readFile(file);
      // A Node Buffer would arrive in a web worker as something else than bytes.
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }),
  readDirectory: (uri) =>
    inWords(async () => {
      const entries = await workspace.fs.readDirectory(Uri.parse(uri, true));
      return entries.filter(([, type]) => (type & FileType.File) !== 0).map(([name]) => name);
    }),
};

const words: Readonly<Record<string, string>> = {
  FileNotFound: 'there is no such file or folder',
  FileIsADirectory: 'it is a folder',
  FileNotADirectory: 'it is no folder',
  NoPermissions: 'it may not be read',
  Unavailable: 'its file system does not answer, or cannot list folders',
};

/** File systems say what is wrong as a code; their message may be no more than a name. */
async function inWords<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const known = error instanceof FileSystemError ? words[error.code] : undefined;
    throw new Error(known ?? messageOf(error), { cause: error });
  }
}
