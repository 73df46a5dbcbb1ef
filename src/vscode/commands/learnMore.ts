import { commands, extensions, Uri } from 'vscode';

/** As package.json names it: publisher.extension. */
const self = 'batchnorm-debugger.batchnorm-debugger';

/** Opens the page about a rule that ships with the extension, in the preview that VS Code has for Markdown. @param rule its id */
export async function learnMore(rule: string): Promise<void> {
  const extension = extensions.getExtension(self);
  if (!extension) throw new Error(`${self} is not installed`);
  const page = Uri.joinPath(extension.extensionUri, 'media', 'findings', `${rule}.md`);
  await commands.executeCommand('markdown.showPreview', page);
}
