import { commands } from 'vscode';
import type { TensorEditor } from './editor/tensorEditor.js';

/** What `when` and `enablement` clauses in package.json can ask. */
function contextOf(editor: TensorEditor | undefined): Record<string, boolean> {
  const snapshot = editor?.session.snapshot;
  return {
    'batchnorm.inputFocus': editor?.hasInputFocus ?? false,
    'batchnorm.isReady': snapshot != null,
    'batchnorm.isRunning': editor?.session.progress != null,
    'batchnorm.canStepBack': snapshot != null && (snapshot.cursor.pass > 0 || snapshot.cursor.stage !== null),
    'batchnorm.isInArchive': isInArchive(editor),
    'batchnorm.canUndo': snapshot?.canUndo ?? false,
    'batchnorm.canRedo': snapshot?.canRedo ?? false,
    'batchnorm.hasFindings': (snapshot?.findings.length ?? 0) > 0,
  };
}

/** Whether there is a list of tensors to go back to. */
function isInArchive(editor: TensorEditor | undefined): boolean {
  const state = editor?.session.state;
  return (state?.kind === 'ready' || state?.kind === 'failed') && state.archive !== undefined;
}

/** Keeps the context keys; only those that changed cross over to the window. */
export function contextKeeper(): (editor: TensorEditor | undefined) => void {
  const known = new Map<string, boolean>();
  return (editor) => {
    for (const [key, value] of Object.entries(contextOf(editor))) {
      if (known.get(key) === value) continue;
      known.set(key, value);
      void commands.executeCommand('setContext', key, value);
    }
  };
}
