import { RelativePattern, workspace, type Uri } from 'vscode';
import type { Disposable } from '../lifetime.js';

/** A recording that grows is read again at most this often, and is said to be written until it has not grown for so long. */
const growMilliseconds = 1000;
const quietMilliseconds = 10_000;
/** It is looked at again after that, twice that, and so on. */
const mostMilliseconds = 300_000;

/**
 * Watches everything below a model's folder: whoever records it writes files there that were not there before.
 * @param model its own file, whose changes others follow
 * @param follow reads what is new; `isTold`: something has just changed. Whether it has grown
 */
export function watchRecording(folder: Uri, model: Uri, follow: (isTold: boolean) => Promise<boolean>): Disposable {
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '**/*'));
  let isOver = false;
  let reading: ReturnType<typeof setTimeout> | undefined;
  let following: Promise<unknown> | undefined;
  let quiet: ReturnType<typeof setTimeout>;
  const waitForQuiet = (milliseconds = quietMilliseconds): void => {
    clearTimeout(quiet);
    quiet = setTimeout(() => void look(milliseconds), milliseconds);
  };
  // What was written before VS Code watches, or where it cannot, nobody has told.
  const look = async (milliseconds: number): Promise<void> => {
    const hasGrown = await follow(false);
    if (!isOver) waitForQuiet(hasGrown ? quietMilliseconds : Math.min(2 * milliseconds, mostMilliseconds));
  };
  waitForQuiet();
  // A reading that takes longer than files take to come is not begun anew by them.
  const read = async (): Promise<void> => {
    await Promise.allSettled([following]);
    reading = undefined;
    if (!isOver) await (following = follow(true));
  };
  const grow = (uri: Uri): void => {
    if (uri.toString() === model.toString()) return;
    waitForQuiet();
    reading ??= setTimeout(() => void read(), growMilliseconds);
  };
  // The listeners end with the watcher.
  watcher.onDidChange(grow);
  watcher.onDidCreate(grow);
  return {
    dispose: () => {
      isOver = true;
      clearTimeout(reading);
      clearTimeout(quiet);
      watcher.dispose();
    },
  };
}
