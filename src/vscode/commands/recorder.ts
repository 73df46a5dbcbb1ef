import { commands, env, FileSystemError, Uri, window, workspace } from 'vscode';
import { showInformation, showWarning } from '../dialogs.js';

const fileName = 'batchnorm_recorder.py';
const otherFrameworks = 'other-frameworks.md';

/** The lines that a training script needs. */
export const recorderLines = [
  'from batchnorm_recorder import record',
  '',
  'with record(model, "run"):           # every BatchNorm layer of it, every pass',
  '    train(...)                       # your training loop, as it is',
  '',
].join('\n');

/**
 * Copies the recorder beside the user's scripts, and says what to insert there. A file that is there and is another one is
 * replaced only where the user says so.
 * @param given a folder, instead of the workspace's
 */
export async function addRecorder(extension: Uri, given: unknown): Promise<Uri | undefined> {
  const folder = given instanceof Uri ? given : await chosenFolder();
  if (!folder) return undefined;
  const recorder = await workspace.fs.readFile(Uri.joinPath(extension, 'media', 'python', fileName));
  const target = Uri.joinPath(folder, fileName);
  const found = await contentOf(target);
  const isSame = found !== undefined && isEqual(found, recorder);
  if (found && !isSame) {
    const replace = 'Replace';
    const detail = 'It was changed, or another version of the extension wrote it.';
    const choice = await showWarning(`${fileName} is in this folder already.`, { modal: true, detail }, replace);
    if (choice !== replace) return undefined;
  }
  if (!isSame) await workspace.fs.writeFile(target, recorder);
  void offerLines(extension, `${fileName} is in your workspace. Two lines in the training script record a model.`);
  return target;
}

export async function copyRecorderSnippet(): Promise<void> {
  await env.clipboard.writeText(recorderLines);
  void showInformation(
    'Copied. Paste it around your training loop; Add Recorder to Workspace brings the file that it imports.',
  );
}

async function offerLines(extension: Uri, message: string): Promise<void> {
  const [copy, show, others] = ['Copy Lines', 'Show Lines', 'Other Frameworks'] as const;
  const choice = await showInformation(message, copy, show, others);
  if (choice === copy) await env.clipboard.writeText(recorderLines);
  if (choice === show) {
    const document = await workspace.openTextDocument({ language: 'python', content: recorderLines });
    await window.showTextDocument(document, { preview: true });
  }
  if (choice === others) {
    const page = Uri.joinPath(extension, 'media', 'python', otherFrameworks);
    await commands.executeCommand('markdown.showPreview', page);
  }
}

async function chosenFolder(): Promise<Uri | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0].uri;
  if (folders.length > 1) return (await window.showWorkspaceFolderPick())?.uri;
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: 'Add Recorder Here',
      title: 'The folder of your training script',
    })) ?? [];
  return folder;
}

/** Undefined where there is no such file. */
async function contentOf(uri: Uri): Promise<Uint8Array | undefined> {
  try {
    return await workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
