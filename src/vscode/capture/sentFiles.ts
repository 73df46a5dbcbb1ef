import { Uri, workspace } from 'vscode';
import { bytesOfBase64 } from './base64.js';
import { CaptureError } from './pythonProcess.js';
import type { SentPart } from './told.js';

/** Files that a process sends in parts, one after another: written below a folder when they are whole. */
export class SentFiles {
  #bytes: Uint8Array = new Uint8Array();
  #path = '';
  #have = 0;
  #total = 0;
  #written: Promise<void> = Promise.resolve();

  /** @param most bytes of all files together */
  constructor(
    private readonly folder: Uri,
    private readonly most: number,
  ) {}

  /** @throws CaptureError where it is no next part of a file below the folder */
  take({ path, start, bytes, data }: SentPart): void {
    if (start === 0) this.#begin(path, bytes);
    const part = bytesOfBase64(data);
    if (path !== this.#path || start !== this.#have || start + part.length > this.#bytes.length) {
      throw new CaptureError(`${path}: a part of it was lost on the way.`);
    }
    this.#bytes.set(part, start);
    this.#have += part.length;
    if (this.#have < this.#bytes.length) return;
    const [uri, content] = [Uri.joinPath(this.folder, path), this.#bytes];
    this.#written = this.#written.then(() => workspace.fs.writeFile(uri, content));
  }

  /** When all that has come is written. */
  get written(): Promise<void> {
    return this.#written;
  }

  #begin(path: string, bytes: number): void {
    // As the recorder names its files: what another process says leads nowhere else.
    if (!/^[\w.-]+(\/[\w.-]+)*$/.test(path) || path.split('/').some((name) => /^\.+$/.test(name))) {
      throw new CaptureError(`${path}: the process sends a file that is none of a recording.`);
    }
    this.#total += bytes;
    if (this.#total > this.most)
      throw new CaptureError(`The recording has more than the ${this.most} bytes that are taken.`);
    [this.#path, this.#bytes, this.#have] = [path, new Uint8Array(bytes), 0];
  }
}
