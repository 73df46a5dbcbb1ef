import { EngineError } from '../../../engine/index.js';

/** Values are asked for, and of this pass only the statistics were recorded. */
export class NotRecordedError extends EngineError {
  constructor(label: string) {
    super(`Of ${label} only the statistics were recorded, no values`);
  }
}
