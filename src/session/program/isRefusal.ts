import { EngineError } from '../../engine/index.js';
import { FormatError } from '../../formats/index.js';

/** A problem with one pass's input, which is that pass's own. Anything else is not. */
export function isRefusal(error: unknown): error is FormatError | EngineError {
  return error instanceof FormatError || error instanceof EngineError;
}
