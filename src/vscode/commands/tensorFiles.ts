import { commands, TabInputCustom, TabInputText, Uri, window, workspace, type ViewColumn } from 'vscode';
import { isProgram, isTensorFile } from '../../session/program/paths/index.js';
import { programViewType, tensorViewType } from '../ids.js';
import { chosenFilesUri } from '../host/chosenFiles.js';
import { chooseFiles } from './chooseFiles.js';
import { tensorsOf, type Browse } from './chooseTensors.js';

/** Opens a tensor or a program in our editor; plain `.json` comes here only on request. What is typed is saved first. */
export async function openInEditor(uri: Uri, column?: ViewColumn): Promise<void> {
  const typed = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (typed?.isUntitled) throw new Error('Save the program first: its paths are relative to the folder it is in.');
  if (typed?.isDirty && !(await typed.save())) return;
  const viewType = isProgram(uri.toString()) ? programViewType : tensorViewType;
  await commands.executeCommand('vscode.openWith', uri, viewType, column);
}

/** The panel on a program. @param open the one that is open @param column where it opens otherwise */
export async function openPanel(
  program: Uri,
  open: { reveal(): void } | undefined,
  column?: ViewColumn,
): Promise<void> {
  if (open) open.reveal();
  else await openInEditor(program, column);
}

/** The file of the explorer's menu, or of the active tab, or one that the user picks. */
export async function debugTensor(given?: unknown): Promise<void> {
  const uri = given instanceof Uri ? given : (activeFile() ?? (await chooseFiles({ title: 'Debug Tensor' })).at(0));
  if (uri !== undefined) await openInEditor(uri);
}

/** Any file, whatever its name: its bytes tell what it is. The one of the explorer's menu, or one that the user picks. */
export async function openTensorFile(given?: unknown): Promise<void> {
  const uri = given instanceof Uri ? given : (await chooseFiles({ title: 'Open as Tensor File' })).at(0);
  if (uri !== undefined) await commands.executeCommand('vscode.openWith', uri, tensorViewType);
}

/** The explorer's selection as one program, a train pass each. */
export async function debugSelected(browse: Browse, clicked?: unknown, selection?: unknown): Promise<void> {
  const given = Array.isArray(selection) ? selection : clicked === undefined ? [] : [clicked];
  const uris = given.filter((uri) => uri instanceof Uri).filter((uri) => isTensorFile(uri.toString()));
  const title = 'Debug Files as Batches';
  const files = uris.length > 0 ? uris : await chooseFiles({ title, canSelectMany: true });
  if (files.length === 0) return;
  const [first] = files;
  const stranger = files.find((uri) => uri.scheme !== first.scheme || uri.authority !== first.authority);
  if (stranger) {
    throw new Error(
      `Batches of one program come from one file system: ${first.toString()} and ${stranger.toString()}.`,
    );
  }
  if (files.length === 1) {
    await openInEditor(first);
    return;
  }
  const tensors = await tensorsOf(files, { title, canSelectMany: true }, browse);
  if (tensors.length > 0) await openInEditor(chosenFilesUri(tensors));
}

function activeFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputText || input instanceof TabInputCustom)) return undefined;
  return isTensorFile(input.uri.toString()) ? input.uri : undefined;
}
