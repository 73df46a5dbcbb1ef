import { window } from 'vscode';
import { askForText } from '../dialogs.js';

/**
 * The expression that a command is given: what the Variables view's menu sends, a text, an object with one, or the
 * selection of the active editor; otherwise, with a prompt, what the user writes. Undefined where there is none.
 */
export async function expressionOf(given: unknown, prompt?: string): Promise<string | undefined> {
  if (typeof given === 'string') return given;
  const named = evaluateName(given);
  if (named !== undefined) return named;
  if (prompt === undefined) return undefined;
  const editor = window.activeTextEditor;
  const range =
    editor &&
    (editor.selection.isEmpty ? editor.document.getWordRangeAtPosition(editor.selection.active) : editor.selection);
  const selected = range ? editor.document.getText(range).trim() : '';
  if (editor && !editor.selection.isEmpty && selected !== '') return selected;
  const text = await askForText({
    title: 'Debug Tensor',
    prompt,
    value: selected,
    problem: (value) => (value.trim() === '' ? 'an expression' : undefined),
  });
  return text?.trim();
}

function evaluateName(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const own = 'expression' in given ? given.expression : undefined;
  if (typeof own === 'string') return own;
  const variable = 'variable' in given ? given.variable : undefined;
  const name =
    typeof variable === 'object' && variable !== null && 'evaluateName' in variable ? variable.evaluateName : undefined;
  return typeof name === 'string' ? name : undefined;
}
