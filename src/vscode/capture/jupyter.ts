import { debug, Uri, window, type DebugSession } from 'vscode';

/** What the Jupyter extension hands to a variable viewer: of a notebook's kernel, or (without a notebook) of a debugger. */
export interface JupyterVariable {
  readonly name: string;
  readonly fileName?: Uri;
}

export function isJupyterVariable(given: unknown): given is JupyterVariable {
  return typeof given === 'object' && given !== null && 'name' in given && typeof given.name === 'string';
}

/**
 * The notebook whose kernel is asked for a variable. Undefined: the debugger that is paused is asked. Its own kernel
 * answers nobody else while a cell of it is paused.
 */
export function notebookOf({ fileName }: JupyterVariable): Uri | undefined {
  const paused = debug.activeStackItem?.session;
  if (fileName instanceof Uri) return paused && isOfNotebook(paused, fileName) ? undefined : fileName;
  return paused ? undefined : window.activeNotebookEditor?.notebook.uri;
}

/** Whether a debug session is that of a notebook's kernel, as the Jupyter extension starts it. */
function isOfNotebook({ type, configuration }: DebugSession, notebook: Uri): boolean {
  return type === 'Python Kernel Debug Adapter' && configuration.__notebookUri === notebook.toString();
}
