import type { Action } from './action.js';
import type { Session } from './session.js';

/** An action that is the same wherever the session stands. */
export type Move = Exclude<Action, { readonly kind: 'stepOver' } | { readonly kind: 'goTo'; readonly step: number }>;

/**
 * What an action comes to from where the session stands. A pass that is stepped over, or out of, is run to its end, so that
 * breakpoints stop in it; of a pass that the cursor is in all is computed, and a stage of it is one step.
 */
export function moveFrom({ cursor, plan, stepOfPass }: Session, action: Action): Move {
  const { pass, stage } = cursor;
  switch (action.kind) {
    case 'stepOver':
      return stage === null ? { ...action, kind: 'run', direction: 'forward', pass } : { kind: 'stepInto' };
    case 'stepOut':
      if (!action.breaks) return action;
      // The outermost frame of a debugger is the program.
      return { ...action, kind: 'run', direction: 'forward', ...(stage !== null && { pass }) };
    case 'goTo': {
      if (!('step' in action)) return action;
      const first = stepOfPass.findIndex((step) => step >= action.step);
      const before = (first < 0 ? plan.length : first) - 1;
      if (before >= pass) return { kind: 'run', direction: 'forward', pass: before };
      return { kind: 'goTo', pass: before < 0 ? null : before };
    }
    default:
      return action;
  }
}
