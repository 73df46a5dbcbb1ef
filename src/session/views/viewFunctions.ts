import type { BatchAccess } from '../batches/index.js';
import type { Branch, Session } from '../run/index.js';
import type { ViewName, ViewRequest, ViewResult } from './view.js';

/** What answers each view. */
export type ViewFunctions = {
  readonly [K in ViewName]: (
    session: Session,
    request: ViewRequest<K>,
    access: BatchAccess,
    branches?: readonly Branch[],
  ) => ViewResult<K> | Promise<ViewResult<K>>;
};
