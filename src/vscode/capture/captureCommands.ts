import type { Commands } from '../commands/command.js';
import { guarded } from '../commands/guarded.js';
import { showError } from '../dialogs.js';
import type { Capture } from './capture.js';

/** Commands on a Python program that is paused, or on a notebook. What the user has cancelled is no error. */
export function captureCommands(loaded: () => Promise<Capture>): Commands {
  const tell = (error: unknown): void => {
    if (!isCancelled(error)) showError(error);
  };
  const tensor = guarded(async (given) => (await loaded()).tensor(given), tell);
  return new Map([
    ['batchnorm.captureTensor', tensor],
    // In the command palette the title of the menus is that of a file's command.
    ['batchnorm.captureExpression', tensor],
    ['batchnorm.showVariable', guarded(async (given) => (await loaded()).variable(given), tell)],
    ['batchnorm.captureLayers', guarded(async (given) => (await loaded()).layers(given), tell)],
    ['batchnorm.recordNextPasses', guarded(async (given) => (await loaded()).record(given), tell)],
  ]);
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
