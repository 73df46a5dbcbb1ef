import type { ViewName, ViewRequest, ViewResult } from '../session/index.js';
import type { Outcome } from './outcome.js';

/** Requests, panel -> extension -> worker. */
export interface ViewCall<K extends ViewName = ViewName> {
  readonly name: K;
  readonly request: ViewRequest<K>;
}
export type ViewAnswer<K extends ViewName = ViewName> = Outcome<ViewResult<K>>;
