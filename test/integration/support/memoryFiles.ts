import type { Uri } from 'vscode';
import {
  Disposable,
  EventEmitter,
  FileChangeType,
  FileSystemError,
  FileType,
  type FileChangeEvent,
  type FileStat,
  type FileSystemProvider,
} from 'vscode';

/** A virtual file system of one folder. */
export class MemoryFiles implements FileSystemProvider {
  readonly #changes = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changes.event;
  readonly #files = new Map<string, { readonly content: Uint8Array; readonly mtime: number }>();

  watch(): Disposable {
    return new Disposable(() => undefined);
  }
  stat(uri: Uri): FileStat {
    if (uri.path === '/') return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { content, mtime } = this.#get(uri);
    return { type: FileType.File, ctime: 0, mtime, size: content.byteLength };
  }
  readDirectory(): [string, FileType][] {
    return [...this.#files.keys()].map((path) => [path.slice(1), FileType.File]);
  }
  readFile(uri: Uri): Uint8Array {
    return this.#get(uri).content;
  }
  writeFile(uri: Uri, content: Uint8Array): void {
    const type = this.#files.has(uri.path) ? FileChangeType.Changed : FileChangeType.Created;
    this.#files.set(uri.path, { content, mtime: Date.now() });
    this.#changes.fire([{ type, uri }]);
  }
  delete(uri: Uri): void {
    this.#files.delete(uri.path);
    this.#changes.fire([{ type: FileChangeType.Deleted, uri }]);
  }
  createDirectory(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }
  rename(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  #get(uri: Uri): { readonly content: Uint8Array; readonly mtime: number } {
    const file = this.#files.get(uri.path);
    if (!file) throw FileSystemError.FileNotFound(uri);
    return file;
  }
}
