import { Uri, workspace } from 'vscode';
import { showWarning } from '../dialogs.js';
import { namesOf } from '../host/fileNames.js';

const mostNamed = 5;

/** Asks whether a program may read files that are neither in its folder nor in the workspace; in Restricted Mode, nobody. */
export async function askForFiles(document: Uri, files: readonly string[]): Promise<boolean> {
  if (!workspace.isTrusted) return false;
  const named = files.slice(0, mostNamed).map((file) => Uri.parse(file, true).toString(true));
  const more = files.length > mostNamed ? ` and ${files.length - mostNamed} more` : '';
  const which = files.length === 1 ? 'a file' : `${files.length} files`;
  const question = `${namesOf([document])} names ${which} outside its folder and the workspace: ${named.join(', ')}${more}. Read it?`;
  const allow = 'Allow';
  return (
    (await showWarning(files.length === 1 ? question : question.replace(/it\?$/, 'them?'), {}, allow, 'Not Now')) ===
    allow
  );
}
