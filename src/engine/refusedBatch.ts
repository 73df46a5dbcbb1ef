import { EngineError } from './engineError.js';
import type { LayerState } from './layer.js';

/** A batch that a layer refuses after it has begun to work on it. */
export class RefusedBatchError extends EngineError {
  /** @param after the state that the layer is left with */
  constructor(
    message: string,
    readonly after: LayerState,
  ) {
    super(message);
  }
}

/** What a layer holds once a pass from `before` has failed with `error`. */
export function stateAfterError(error: unknown, before: LayerState): LayerState {
  return error instanceof RefusedBatchError ? error.after : before;
}
