import { commands, Uri, window } from 'vscode';
import { openInEditor } from './tensorFiles.js';

/** The program that a newcomer sees first: under `media/samples`. */
const firstProgram = 'samples.bn.json';

/**
 * Opens the first sample in this window, so that the answer to the click is the panel itself, everywhere: also in a
 * browser, and where the extension is installed read-only. The folder with all of them is offered beside it.
 */
export async function openSamples(extension: Uri): Promise<void> {
  const folder = Uri.joinPath(extension, 'media', 'samples');
  await openInEditor(Uri.joinPath(folder, firstProgram));
  // In a browser the extension comes over http, and a folder there cannot be listed.
  if (extension.scheme !== 'http' && extension.scheme !== 'https') void offerFolder(folder);
}

async function offerFolder(folder: Uri): Promise<void> {
  const open = 'Open Samples Folder';
  const choice = await window.showInformationMessage('More samples are in the same folder.', open);
  if (choice === open) await commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
}
