import type { Layer, Moments, Tensor } from '../../engine/index.js';
import type { Batch } from '../session.js';

/** How a view gets at a batch. Answers are cached by the owner; a view asks for the whole tensor only where it must. */
export interface BatchAccess {
  /** @throws FormatError where the file is refused or gone. */
  tensor(batch: Batch): Promise<Tensor>;
  /** `layer` in the place of the session's own. */
  moments(batch: Batch, layer?: Layer): Promise<{ readonly shape: readonly number[]; readonly moments: Moments }>;
}
