import { asText } from '../asText.js';
import type { Failure, Outcome } from '../../protocol/index.js';

/** An error that is meant for the user, where a promise has to be rejected. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(readonly failure: Failure) {
    // VS Code itself shows what a command is rejected with that a key has run.
    super(asText(failure.message));
  }
}

export function failed(title: string, message: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { title, message } };
}

/** @throws UserError */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new UserError(outcome.failure);
  return outcome.value;
}
