import { ESLint, Linter } from 'eslint';
import { describe, expect, it } from 'vitest';

/** What lint says of this code in that file, by the rule that restricts syntax. */
async function messagesFor(file: string, code: string): Promise<readonly string[]> {
  const config = (await new ESLint().calculateConfigForFile(file)) as { rules: Linter.RulesRecord };
  const rule = config.rules['no-restricted-syntax'];
  return new Linter().verify(code, [{ rules: { 'no-restricted-syntax': rule } }]).map(({ message }) => message);
}

describe('lint', () => {
  it.each([
    "window.showErrorMessage('x')",
    "window.showWarningMessage('x')",
    "window.showInformationMessage('x')",
    "window.showQuickPick(['x'])",
    'window.createQuickPick()',
    "window.showInputBox({ title: 'x' })",
    "window.withProgress({ title: 'x' }, work)",
    "window.setStatusBarMessage('x')",
    'window.createStatusBarItem()',
    "new MarkdownString('x')",
  ])('keeps what a file contains out of %s', async (code) => {
    expect(await messagesFor('src/vscode/commands/samples.ts', code)).toHaveLength(1);
  });

  it('lets dialogs.ts alone show messages', async () => {
    const code = "window.showErrorMessage('x')";
    expect(await messagesFor('src/vscode/dialogs.ts', code)).toEqual([]);
    expect(await messagesFor('src/vscode/statusBar.ts', code)).toHaveLength(1);
  });

  it.each(['src/vscode/log.ts', 'src/session/numberText.ts', 'webview/kit/format.ts'])(
    'makes no regular expression of what a file says: %s',
    async (file) => {
      expect(await messagesFor(file, 'new RegExp(pattern)')).toHaveLength(1);
    },
  );
});
