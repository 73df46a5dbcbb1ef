import { showError } from '../dialogs.js';
import type { Command } from './command.js';

/** A command that never fails: why it could not be done is told, in a message of VS Code, and it answers undefined. */
export function guarded(command: Command, tell: (error: unknown) => void = showError): Command {
  return async (...given) => {
    try {
      return await command(...given);
    } catch (error) {
      tell(error);
      return undefined;
    }
  };
}
