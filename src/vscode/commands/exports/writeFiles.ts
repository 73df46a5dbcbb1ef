import { Uri, window, workspace } from 'vscode';
import { showInformation, showWarning } from '../../dialogs.js';
import { namesOf } from '../../host/fileNames.js';
import type { LiveSession } from '../../host/liveSession.js';
import { baseOf } from '../../host/sessionDocument.js';
import { isOpened } from './openedFiles.js';

/** A file to be written, under this name unless the user chooses another. */
export interface NewFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface WriteOptions {
  readonly title: string;
  /** Where a key binding or a test says: a file, or a folder for several. Nobody is asked then, and nothing is replaced. */
  readonly given?: unknown;
  /** What the user has said already of the first file; the others are written beside it. */
  readonly chosen?: Uri;
  /** Paths beside the program's that are read, and so not written. */
  readonly reads?: readonly string[];
}

/**
 * Asks where, and writes; undefined where the user cancels.
 * @throws where a file is open or read here, and where a given one is there already: nothing is written then
 */
export async function writeFiles(
  session: LiveSession,
  files: readonly NewFile[],
  { title, given, chosen, reads = [] }: WriteOptions,
): Promise<readonly Uri[] | undefined> {
  const targets = chosen
    ? placedBeside(chosen, files)
    : given instanceof Uri
      ? placed(given, files)
      : await askWhere(session, files, title);
  if (!targets) return undefined;
  const opened = targets.filter(({ uri }) => isOpened(uri, session, reads));
  if (opened.length > 0) {
    throw new Error(
      `${namesOf(opened.map(({ uri }) => uri))} is open or read here: nothing was written. Choose another name.`,
    );
  }
  if (given instanceof Uri || files.length > 1) {
    const there: Uri[] = [];
    for (const { uri } of targets) if (uri !== chosen && (await exists(uri))) there.push(uri);
    if (there.length > 0 && given instanceof Uri) {
      throw new Error(`${there[0].toString(true)} is there already: nothing was written. Choose another name.`);
    }
    if (there.length > 0 && !(await mayReplace(there))) return undefined;
  }
  for (const { uri, bytes } of targets) await workspace.fs.writeFile(uri, bytes);
  const uris = targets.map(({ uri }) => uri);
  if (!(given instanceof Uri)) void showInformation(`Saved ${uris.map((uri) => namesOf([uri])).join(' and ')}.`);
  return uris;
}

interface Target {
  readonly uri: Uri;
  readonly bytes: Uint8Array;
}

/** A save dialog asks by itself before it names a file that is there. */
async function askWhere(
  session: LiveSession,
  files: readonly NewFile[],
  title: string,
): Promise<readonly Target[] | undefined> {
  const folder = baseOf(session.uri);
  if (files.length > 1) {
    const chosen = await window.showOpenDialog({
      title: `${title}: folder for ${files.map(({ name }) => name).join(' and ')}`,
      defaultUri: folder,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: 'Save Here',
    });
    return chosen?.[0] && placed(chosen[0], files);
  }
  const [{ name, bytes }] = files;
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const uri = await window.showSaveDialog({
    title,
    defaultUri: Uri.joinPath(folder, name),
    filters: { [`.${extension}`]: [extension] },
  });
  return uri && [{ uri, bytes }];
}

/** One file where it is to be; several in a folder. */
function placed(where: Uri, files: readonly NewFile[]): readonly Target[] {
  if (files.length === 1) return [{ uri: where, bytes: files[0].bytes }];
  return files.map(({ name, bytes }) => ({ uri: Uri.joinPath(where, name), bytes }));
}

/** The first file there, the others in its folder. */
function placedBeside(first: Uri, files: readonly NewFile[]): readonly Target[] {
  return files.map(({ name, bytes }, index) => ({ uri: index === 0 ? first : Uri.joinPath(first, '..', name), bytes }));
}

async function mayReplace(there: readonly Uri[]): Promise<boolean> {
  const replace = 'Replace';
  const question = `${there.map((uri) => namesOf([uri])).join(' and ')}: there already. Replace?`;
  return (await showWarning(question, { modal: true }, replace)) === replace;
}

async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
