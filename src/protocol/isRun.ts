import type { Action } from '../session/index.js';

/** Whether an action goes on until something stops it: a pause does. */
export function isRun(action: Action): boolean {
  switch (action.kind) {
    case 'run':
    case 'runAll':
    case 'stepOver':
      return true;
    case 'stepOut':
      return action.breaks === true;
    case 'goTo':
      return 'step' in action;
    default:
      return false;
  }
}
