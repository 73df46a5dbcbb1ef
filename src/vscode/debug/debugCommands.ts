import type { Command, Commands } from '../commands/command.js';
import { showError } from '../dialogs.js';
import type { ProgramDebugger } from './programDebugger.js';

/** Commands that lead to VS Code's debugger, and from it to the panel. */
export function debugCommands(loaded: () => Promise<ProgramDebugger>): Commands {
  const guarded =
    (command: (debugging: ProgramDebugger, ...given: readonly unknown[]) => Promise<void>): Command =>
    async (...given) => {
      try {
        await command(await loaded(), ...given);
      } catch (error) {
        showError(error);
      }
    };
  return new Map([
    ['batchnorm.debugFile', guarded((debugging, given) => debugging.debugFile(given))],
    ['batchnorm.debugProgram', guarded((debugging, given, step) => debugging.debugFile(given, step))],
    ['batchnorm.showInPanel', guarded((debugging, given) => debugging.showInPanel(given))],
  ]);
}
