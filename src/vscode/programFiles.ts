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
import { layerProgram, modelLayerOf } from './host/modelLayer.js';

/** Untitled programs as read-only files, so that they can be opened as text; all they say stands in their URI. */
export const programFiles: FileSystemProvider = {
  onDidChangeFile: new EventEmitter<never>().event,
  watch: () => new Disposable(() => undefined),
  stat: async (uri): Promise<FileStat> => {
    const { byteLength: size } = await bytesOf(uri);
    return { type: FileType.File, ctime: 0, mtime: 0, size };
  },
  readFile: (uri) => bytesOf(uri),
  readDirectory: refuse,
  createDirectory: refuse,
  writeFile: refuse,
  delete: refuse,
  rename: refuse,
};

async function bytesOf(uri: Uri): Promise<Uint8Array> {
  try {
    const own = modelLayerOf(uri);
    return new TextEncoder().encode(own ? await layerProgram(own) : chosenFilesProgram(uri));
  } catch (error) {
    throw FileSystemError.FileNotFound(error instanceof Error ? asText(error.message) : uri);
  }
}

function refuse(uri: Uri): never {
  throw FileSystemError.NoPermissions(uri);
}
