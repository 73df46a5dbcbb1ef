import { NotebookCellOutput, NotebookCellOutputItem } from 'vscode';
import type { Shown } from './kernel.js';

/** A message of Jupyter's as the Jupyter extension hands it out: objects as JSON, other texts as they are. */
export function outputOf({ type, output }: Shown): NotebookCellOutput {
  if (type === 'error') {
    const { ename, evalue, traceback } = output as { ename: string; evalue: string; traceback: readonly string[] };
    const error = { name: ename, message: evalue, stack: traceback.join('\n') };
    return new NotebookCellOutput([NotebookCellOutputItem.error(error)]);
  }
  if (type === 'stream') return new NotebookCellOutput([NotebookCellOutputItem.stdout(String(output.text))]);
  const items = Object.entries(output.data as Readonly<Record<string, unknown>>).map(([mime, value]) =>
    NotebookCellOutputItem.text(typeof value === 'string' ? value : JSON.stringify(value), mime),
  );
  return new NotebookCellOutput(items);
}
