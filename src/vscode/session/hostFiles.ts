import { FileType, Uri, workspace } from 'vscode';
import type { HostApi } from '../../protocol/index.js';

/** Files that the worker cannot read itself: those of virtual workspaces, of git, of archives. */
export const hostFiles: Pick<HostApi, 'readFile' | 'readDirectory'> = {
  async readFile(uri) {
    const bytes = await workspace.fs.readFile(Uri.parse(uri, true));
    // A Node Buffer would arrive in a web worker as something else than bytes.
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  },
  async readDirectory(uri) {
    const entries = await workspace.fs.readDirectory(Uri.parse(uri, true));
    return entries.filter(([, type]) => (type & FileType.File) !== 0).map(([name]) => name);
  },
};
