import { FormatError } from '../formats/index.js';
import { EngineError } from '../engine/index.js';
import type { Failure } from '../protocol/index.js';

/** An error as it goes to a person; what is no error of ours says so. */
export function failureOf(error: unknown, title: string): Failure {
  if (error instanceof FormatError) {
    const { refusal } = error;
    return { title: `${refusal.file} cannot be read`, message: error.message, refusal };
  }
  if (isAbort(error)) return { title: 'Cancelled', message: 'Cancelled. The passes that were finished are kept.' };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof EngineError || error instanceof RangeError) return { title, message };
  return { title, message: `Unexpected error: ${message}` };
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
