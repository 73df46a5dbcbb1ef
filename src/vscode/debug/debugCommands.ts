import type { Commands } from '../commands/command.js';
import { guarded } from '../commands/guarded.js';
import type { ProgramDebugger } from './programDebugger.js';

/** Commands that lead to VS Code's debugger, and from it to the panel. */
export function debugCommands(loaded: () => Promise<ProgramDebugger>): Commands {
  return new Map([
    ['batchnorm.debugFile', guarded(async (given) => (await loaded()).debugFile(given))],
    ['batchnorm.debugProgram', guarded(async (given, step) => (await loaded()).debugFile(given, step))],
    ['batchnorm.showInPanel', guarded(async (given) => (await loaded()).showInPanel(given))],
  ]);
}
