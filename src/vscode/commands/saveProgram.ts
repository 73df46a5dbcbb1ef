import { Uri, window, workspace } from 'vscode';
import { programNameFor, rebase } from '../../session/program/paths/index.js';
import { showInformation } from '../dialogs.js';
import type { LiveSession } from '../host/liveSession.js';
import { baseOf } from '../host/sessionDocument.js';
import { openInEditor } from './tensorFiles.js';

/**
 * Asks where, writes the session's program there, and offers to open it.
 * @throws where a given file is there already: only the user may say that it is overwritten
 */
export async function saveProgramAs(session: LiveSession, given?: unknown): Promise<Uri | undefined> {
  const { snapshot } = session;
  if (snapshot === null) throw new Error('There is no program to save: the file has not been read.');
  const base = baseOf(session.uri);
  const file =
    given instanceof Uri
      ? given
      : await window.showSaveDialog({
          title: 'Save Program As',
          defaultUri: Uri.joinPath(base, programNameFor(session.uri.toString())),
          filters: { 'BatchNorm program': ['bn.json'] },
        });
  if (!file) return undefined;
  if (given instanceof Uri && (await exists(file))) {
    throw new Error(`${file.toString(true)} is there already: nothing was written. Choose another name.`);
  }
  const moved = rebase(snapshot.program, base.toString(), Uri.joinPath(file, '..').toString());
  await workspace.fs.writeFile(file, new TextEncoder().encode(`${JSON.stringify(moved, null, 2)}\n`));
  if (!(given instanceof Uri)) void offerToOpen(file);
  return file;
}

async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

async function offerToOpen(file: Uri): Promise<void> {
  const debug = 'Debug';
  const asText = 'Open as Text';
  const choice = await showInformation(`Saved ${programNameFor(file.toString())}.`, debug, asText);
  if (choice === debug) await openInEditor(file);
  else if (choice === asText) await window.showTextDocument(file);
}
