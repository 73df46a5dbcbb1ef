import {
  Disposable as VSCodeDisposable,
  EventEmitter,
  FileSystemError,
  FileType,
  workspace,
  type FileStat,
  type Uri,
} from 'vscode';
import { asText } from './asText.js';
import { programScheme } from './ids.js';
import type { Disposable } from './lifetime.js';

/**
 * Untitled programs as read-only files, so that they can be opened as text; all they say stands in their URI.
 * @param textOf the text of one @throws where the URI says nothing of the kind
 */
export function registerProgramFiles(textOf: (uri: Uri) => Promise<string>): Disposable {
  const bytesOf = async (uri: Uri): Promise<Uint8Array> => {
    try {
      return new TextEncoder().encode(await textOf(uri));
    } catch (error) {
      throw FileSystemError.FileNotFound(error instanceof Error ? asText(error.message) : uri);
    }
  };
  const provider = {
    onDidChangeFile: new EventEmitter<never>().event,
    watch: () => new VSCodeDisposable(() => undefined),
    stat: async (uri: Uri): Promise<FileStat> => {
      const { byteLength: size } = await bytesOf(uri);
      return { type: FileType.File, ctime: 0, mtime: 0, size };
    },
    readFile: bytesOf,
    readDirectory: refuse,
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  return workspace.registerFileSystemProvider(programScheme, provider, { isReadonly: true });
}

function refuse(uri: Uri): never {
  throw FileSystemError.NoPermissions(uri);
}
