import type { SessionFace } from './host/sessionFace.js';

/** What `when` and `enablement` clauses in package.json can ask. */
function contextOf(face: SessionFace | undefined): Record<string, boolean> {
  const snapshot = face?.session.snapshot;
  return {
    'batchnorm.hasSession': face !== undefined,
    // Single letters are keys: where somebody types, they are letters.
    'batchnorm.takesKeys': face?.panel !== undefined && !face.panel.hasInputFocus,
    'batchnorm.isAway': face?.panel?.isAway ?? false,
    'batchnorm.isReady': snapshot != null,
    'batchnorm.isRunning': face?.session.progress != null,
    'batchnorm.canStepBack': snapshot != null && (snapshot.cursor.pass > 0 || snapshot.cursor.stage !== null),
    'batchnorm.isInArchive': isInArchive(face),
    'batchnorm.canUndo': face?.session.can('undo') ?? false,
    'batchnorm.canRedo': face?.session.can('redo') ?? false,
    'batchnorm.hasFindings': (snapshot?.findings.length ?? 0) > 0,
  };
}

/** Whether there is a list of tensors to go back to. */
function isInArchive(face: SessionFace | undefined): boolean {
  const state = face?.session.state;
  return (state?.kind === 'ready' || state?.kind === 'failed') && state.archive !== undefined;
}

/** Keeps the context keys; only those that changed cross over to the window, in their order. */
export function contextKeeper(
  set: (key: string, value: boolean) => PromiseLike<unknown>,
): (face: SessionFace | undefined) => void {
  const known = new Map<string, boolean>();
  // Of the first command of a kind VS Code asks all extensions whether it is theirs, and would run those that come meanwhile
  // before it.
  let first: PromiseLike<unknown> | undefined;
  return (face) => {
    for (const [key, value] of Object.entries(contextOf(face))) {
      if (known.get(key) === value) continue;
      known.set(key, value);
      const send = (): PromiseLike<unknown> => set(key, value);
      if (first) void first.then(send, send);
      else first = send();
    }
  };
}
