import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Uri, workspace } from 'vscode';
import { batch, npy } from './npy.js';

/** A folder of a test's own, outside the workspace. */
export class Folder {
  private constructor(readonly path: string) {}

  static async make(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'batchnorm-test-')));
  }

  get uri(): Uri {
    return Uri.file(this.path);
  }

  file(name: string): Uri {
    return Uri.joinPath(this.uri, name);
  }

  async write(name: string, content: Uint8Array | string): Promise<Uri> {
    const uri = this.file(name);
    await workspace.fs.writeFile(uri, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    return uri;
  }

  /** A float32 tensor of `shape`; see `batch`. */
  writeBatch(name: string, shape: readonly number[], seed = 0): Promise<Uri> {
    return this.write(name, npy(shape, batch(shape, seed)));
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
