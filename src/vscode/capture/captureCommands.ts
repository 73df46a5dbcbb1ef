import type { Commands } from '../commands/command.js';
import { showError } from '../dialogs.js';
import type { Capture } from './capture.js';

/** Commands on a Python program that is paused, or on a notebook. What the user has cancelled is no error. */
export function captureCommands(loaded: () => Promise<Capture>): Commands {
  const guarded = (command: (capture: Capture, given: unknown) => Promise<unknown>) => async (given: unknown) => {
    try {
      return await command(await loaded(), given);
    } catch (error) {
      if (!isCancelled(error)) showError(error);
      return undefined;
    }
  };
  const tensor = guarded((capture, given) => capture.tensor(given));
  return new Map([
    ['batchnorm.captureTensor', tensor],
    // In the command palette the title of the menus is that of a file's command.
    ['batchnorm.captureExpression', tensor],
    ['batchnorm.showVariable', guarded((capture, given) => capture.variable(given))],
    ['batchnorm.captureLayers', guarded((capture, given) => capture.layers(given))],
    ['batchnorm.recordNextPasses', guarded((capture, given) => capture.record(given))],
  ]);
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
