import { Uri, workspace } from 'vscode';

/** Texts by name, outside of what VS Code keeps of a workspace. */
export interface TextStore {
  /** Undefined where there is none. */
  read(name: string): Promise<string | undefined>;
  /** Whoever reads meanwhile finds the one before, or this one. */
  write(name: string, text: string): Promise<void>;
  /** Also where there is none. */
  remove(name: string): Promise<void>;
}

/** Files of a folder that is ours; it is made with the first one. */
export class LongPrograms implements TextStore {
  constructor(private readonly folder: Uri) {}

  async read(name: string): Promise<string | undefined> {
    try {
      return new TextDecoder().decode(await workspace.fs.readFile(this.#file(name)));
    } catch {
      // Another window has removed it, or nobody may read it: the document's own program is there.
      return undefined;
    }
  }

  async write(name: string, text: string): Promise<void> {
    // Two windows may write at the same time.
    const part = this.#file(`${name}.${Math.random().toString(36).slice(2)}.part`);
    await workspace.fs.createDirectory(this.folder);
    await workspace.fs.writeFile(part, new TextEncoder().encode(text));
    await workspace.fs.rename(part, this.#file(name), { overwrite: true });
  }

  async remove(name: string): Promise<void> {
    try {
      await workspace.fs.delete(this.#file(name));
    } catch {
      // Gone already; or left behind, where it is in nobody's way.
    }
  }

  #file(name: string): Uri {
    return Uri.joinPath(this.folder, name);
  }
}
