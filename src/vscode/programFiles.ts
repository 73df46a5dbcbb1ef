import {
  Disposable,
  EventEmitter,
  FileSystemError,
  FileType,
  type FileStat,
  type FileSystemProvider,
  type Uri,
} from 'vscode';
import { asText } from './asText.js';
import { chosenFilesProgram } from './host/chosenFiles.js';

/** Untitled programs as read-only files, so that they can be opened as text; all they say stands in their URI. */
export const programFiles: FileSystemProvider = {
  onDidChangeFile: new EventEmitter<never>().event,
  watch: () => new Disposable(() => undefined),
  stat: (uri): FileStat => ({ type: FileType.File, ctime: 0, mtime: 0, size: bytesOf(uri).byteLength }),
  readFile: (uri) => bytesOf(uri),
  readDirectory: refuse,
  createDirectory: refuse,
  writeFile: refuse,
  delete: refuse,
  rename: refuse,
};

function bytesOf(uri: Uri): Uint8Array {
  try {
    return new TextEncoder().encode(chosenFilesProgram(uri));
  } catch (error) {
    throw FileSystemError.FileNotFound(error instanceof Error ? asText(error.message) : uri);
  }
}

function refuse(uri: Uri): never {
  throw FileSystemError.NoPermissions(uri);
}
