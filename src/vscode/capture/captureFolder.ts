import type { FileType } from 'vscode';
import { Uri, workspace } from 'vscode';
import type { PythonProcess } from './pythonProcess.js';
import { pythonText } from './pythonText.js';

/** What was captured longer ago is deleted when something else is. */
const keptMilliseconds = 7 * 24 * 3600 * 1000;

/** A new folder for what is captured; and whether the process sees it, being on the same machine. */
export interface CaptureFolder {
  readonly uri: Uri;
  readonly isShared: boolean;
}

/** @param storage where the extension may write */
export async function captureFolder(storage: Uri, process: PythonProcess): Promise<CaptureFolder> {
  const all = Uri.joinPath(storage, 'captures');
  await deleteOld(all);
  const nonce = crypto.randomUUID();
  const uri = Uri.joinPath(all, `${Date.now().toString(36)}-${nonce.slice(0, 8)}`);
  await workspace.fs.createDirectory(uri);
  if (uri.scheme !== 'file') return { uri, isShared: false };
  const proof = Uri.joinPath(uri, 'proof.txt');
  await workspace.fs.writeFile(proof, new TextEncoder().encode(nonce));
  try {
    const { sees } = await process.call<{ readonly sees: boolean }>(
      `sees(${pythonText(proof.fsPath)}, ${pythonText(nonce)})`,
    );
    return { uri, isShared: sees };
  } catch {
    return { uri, isShared: false };
  } finally {
    await workspace.fs.delete(proof);
  }
}

async function deleteOld(all: Uri): Promise<void> {
  let entries: readonly (readonly [string, FileType])[];
  try {
    entries = await workspace.fs.readDirectory(all);
  } catch {
    return;
  }
  for (const [name] of entries) {
    const made = parseInt(name.split('-')[0], 36);
    if (Date.now() - made > keptMilliseconds) {
      await workspace.fs.delete(Uri.joinPath(all, name), { recursive: true, useTrash: false });
    }
  }
}

/** A file name of an expression: `batch[0]` is `batch_0_`. */
export function fileNameOf(expression: string): string {
  return (
    expression
      .replace(/[^\p{L}\p{N}_.-]+/gu, '_')
      .replace(/^\.+/, '')
      .slice(0, 60) || 'tensor'
  );
}
