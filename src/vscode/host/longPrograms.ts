import { FileType, Uri, workspace } from 'vscode';

/** Texts by name, outside of what VS Code keeps of a workspace. */
export interface TextStore {
  /** Undefined where there is none. */
  read(name: string): Promise<string | undefined>;
  /** Whoever reads meanwhile finds the one before, or this one. */
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Files of a folder that is ours; it is made with the first one. */
export class LongPrograms implements TextStore {
  constructor(private readonly folder: Uri) {}

  async read(name: string): Promise<string | undefined> {
    const file = this.#file(name);
    if (!(await exists(file))) return undefined;
    return new TextDecoder().decode(await workspace.fs.readFile(file));
  }

  async write(name: string, text: string): Promise<void> {
    const part = this.#file(`${name}.part`);
    await workspace.fs.createDirectory(this.folder);
    await workspace.fs.writeFile(part, new TextEncoder().encode(text));
    await workspace.fs.rename(part, this.#file(name), { overwrite: true });
  }

  async remove(name: string): Promise<void> {
    const file = this.#file(name);
    if (await exists(file)) await workspace.fs.delete(file);
  }

  #file(name: string): Uri {
    return Uri.joinPath(this.folder, name);
  }
}

async function exists(file: Uri): Promise<boolean> {
  try {
    return (await workspace.fs.stat(file)).type === FileType.File;
  } catch {
    return false;
  }
}
