import { RelativePattern, Uri, workspace, type FileSystemWatcher } from 'vscode';
import type { Disposable } from '../lifetime.js';

/** What happened to the watched files since the last call. */
export interface FileChanges {
  readonly changed: readonly Uri[];
  readonly gone: readonly Uri[];
}

/** np.save writes in several steps, editors write beside and rename: wait until that is over. */
const settleMilliseconds = 250;

/**
 * Watches files wherever they are, also outside the workspace and in virtual file systems. One watcher serves a
 * folder: its pattern needs no escaping, and 1,000 batches cost one.
 */
export class FileWatch implements Disposable {
  readonly #watchers = new Map<string, FileSystemWatcher>();
  #files = new Map<string, Uri>();
  readonly #touched = new Map<string, Uri>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(private readonly onChange: (changes: FileChanges) => void) {}

  set(files: readonly Uri[]): void {
    if (this.#isOver) return;
    this.#files = new Map(files.map((file) => [file.toString(), file]));
    const folders = new Map(files.map(folderOf).map((folder) => [folder.toString(), folder]));
    for (const [key, watcher] of this.#watchers) {
      if (folders.has(key)) continue;
      watcher.dispose();
      this.#watchers.delete(key);
    }
    for (const [key, folder] of folders) if (!this.#watchers.has(key)) this.#watchers.set(key, this.#watch(folder));
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#watchers.clear();
  }

  #watch(folder: Uri): FileSystemWatcher {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '*'));
    const touch = (uri: Uri): void => {
      const key = uri.toString();
      const file = this.#files.get(key);
      if (file === undefined) return;
      this.#touched.set(key, file);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#settle(), settleMilliseconds);
    };
    // The listeners end with the watcher.
    watcher.onDidChange(touch);
    watcher.onDidCreate(touch);
    watcher.onDidDelete(touch);
    return watcher;
  }

  async #settle(): Promise<void> {
    const files = [...this.#touched.values()];
    this.#touched.clear();
    const exists = await Promise.all(files.map(isThere));
    if (this.#isOver) return;
    this.onChange({
      changed: files.filter((_, i) => exists[i]),
      gone: files.filter((_, i) => !exists[i]),
    });
  }
}

export async function isThere(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

function folderOf(file: Uri): Uri {
  return Uri.joinPath(file, '..');
}
