import { FileType, Uri, window, workspace } from 'vscode';
import { programOfNames } from '../../session/program/paths/index.js';

/**
 * A program of what a folder holds, as an untitled file beside it: batches in natural order, the state by its names.
 * @param given a folder, instead of asking
 */
export async function newProgramFromFolder(given?: unknown): Promise<Uri | undefined> {
  const folder = given instanceof Uri ? given : await chosenFolder();
  if (!folder) return undefined;
  const entries = await workspace.fs.readDirectory(folder);
  const names = entries.filter(([, type]) => (type & FileType.File) !== 0).map(([name]) => name);
  const program = programOfNames(names);
  if (program.steps.length === 0) {
    throw new Error(`${folder.toString(true)} has no tensor files (.npy, .npz, .safetensors) that could be batches.`);
  }
  const file = await freeName(folder);
  const content = `${JSON.stringify(program, null, 2)}\n`;
  const untitled = file.with({ scheme: 'untitled' });
  const document = await workspace.openTextDocument(untitled);
  const editor = await window.showTextDocument(document);
  await editor.edit((edit) => edit.insert(document.positionAt(0), content));
  return untitled;
}

async function freeName(folder: Uri): Promise<Uri> {
  for (let number = 1; ; number++) {
    const file = Uri.joinPath(folder, number === 1 ? 'program.bn.json' : `program-${number}.bn.json`);
    try {
      await workspace.fs.stat(file);
    } catch {
      return file;
    }
  }
}

async function chosenFolder(): Promise<Uri | undefined> {
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: 'New Program Here',
      title: 'New Program from Folder',
      ...(workspace.workspaceFolders?.[0] && { defaultUri: workspace.workspaceFolders[0].uri }),
    })) ?? [];
  return folder;
}
