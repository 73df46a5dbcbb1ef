import { commands, Uri } from 'vscode';
import { showInformation } from '../dialogs.js';
import { openInEditor } from './tensorFiles.js';

/** What a newcomer sees first: a layer that learns well and evaluates badly, and the page that asks why. */
const firstProgram = 'bn2.bn.json';
const guide = 'README.md';

/** A whole model, of which one layer is sick. */
const model = 'model/model.bn.json';

export function openSampleModel(extension: Uri): Promise<void> {
  return openInEditor(Uri.joinPath(extension, 'media', 'samples', model));
}

/**
 * Opens the first sample in this window, so that the answer to the click is the panel itself, everywhere: also in a
 * browser, and where the extension is installed read-only. The guide and the folder are offered beside it.
 */
export async function openSamples(extension: Uri): Promise<void> {
  const folder = Uri.joinPath(extension, 'media', 'samples');
  await openInEditor(Uri.joinPath(folder, firstProgram));
  void offerMore(folder);
}

async function offerMore(folder: Uri): Promise<void> {
  const readGuide = 'Read the Guide';
  const openFolder = 'Open Folder';
  // In a browser the extension comes over http, and a folder there cannot be opened.
  const choices = /^https?$/.test(folder.scheme) ? [readGuide] : [readGuide, openFolder];
  const message = 'This layer learns well and evaluates badly. The guide finds out why, in five minutes.';
  const choice = await showInformation(message, ...choices);
  if (choice === readGuide) await commands.executeCommand('markdown.showPreviewToSide', Uri.joinPath(folder, guide));
  if (choice === openFolder) await commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
}
