import { createHash } from 'node:crypto';
import { workspace, type Uri } from 'vscode';

/** What a `.npy` 1.0 file holds behind its header, and what its header says. */
export async function numpyFile(uri: Uri): Promise<{ readonly header: string; readonly payload: Uint8Array }> {
  const bytes = await workspace.fs.readFile(uri);
  const end = 10 + bytes[8] + 256 * bytes[9];
  return { header: new TextDecoder('latin1').decode(bytes.subarray(10, end)).trim(), payload: bytes.subarray(end) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
