import { Uri, window, workspace } from 'vscode';
import type { Program, TensorPath } from '../../session/index.js';
import { showInformation } from '../dialogs.js';
import { programSuffix } from '../ids.js';
import type { LiveSession } from '../host/liveSession.js';
import { baseOf, resolvePath } from '../host/sessionDocument.js';
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
          defaultUri: Uri.joinPath(base, programName(session.uri)),
          filters: { 'BatchNorm program': ['bn.json'] },
        });
  if (!file) return undefined;
  if (given instanceof Uri && (await exists(file))) {
    throw new Error(`${file.toString(true)} is there already: nothing was written. Choose another name.`);
  }
  const moved = rebase(snapshot.program, base, Uri.joinPath(file, '..'));
  await workspace.fs.writeFile(file, new TextEncoder().encode(`${JSON.stringify(moved, null, 2)}\n`));
  if (!(given instanceof Uri)) void offerToOpen(file);
  return file;
}

/** The program with its paths relative to another folder; paths that cannot be become URIs. */
export function rebase(program: Program, from: Uri, to: Uri): Program {
  const moveFile = (path: string): string => relativePath(to, resolvePath(from, path));
  const move = (path: TensorPath): TensorPath =>
    typeof path === 'string' ? moveFile(path) : { ...path, file: moveFile(path.file) };
  const moved = (value: unknown): unknown => (isPath(value) ? move(value) : value);
  const state = Object.fromEntries(Object.entries(program.state ?? {}).map(([name, value]) => [name, moved(value)]));
  return {
    ...program,
    ...(program.state && { state }),
    steps: program.steps.map((step) => ({
      ...step,
      ...('train' in step
        ? { train: isPath(step.train) ? move(step.train) : step.train.map(move) }
        : { eval: move(step.eval) }),
      ...(step.expect !== undefined && { expect: move(step.expect) }),
      ...(step.gradOutput !== undefined && { gradOutput: move(step.gradOutput) }),
    })),
  };
}

/** Of all that a program holds, what names a tensor. */
function isPath(value: unknown): value is TensorPath {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'file' in value);
}

function relativePath(folder: Uri, file: Uri): string {
  if (folder.scheme !== file.scheme || folder.authority !== file.authority) return file.toString();
  const from = folder.path.split('/').filter(Boolean);
  const to = file.path.split('/').filter(Boolean);
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

function programName({ path }: Uri): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return `${name.replace(/\.(bn\.json|tensor\.json|npy|npz|safetensors|json)$/i, '')}${programSuffix}`;
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
  const choice = await showInformation(`Saved ${programName(file)}.`, debug, asText);
  if (choice === debug) await openInEditor(file);
  else if (choice === asText) await window.showTextDocument(file);
}
