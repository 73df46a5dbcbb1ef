import type { ViewName, ViewRequest, ViewResult } from '../session/index.js';
import type { Outcome } from './outcome.js';

/** Requests, panel -> extension -> worker. */
export interface ViewCall<K extends ViewName = ViewName> {
  readonly name: K;
  readonly request: ViewRequest<K>;
}
export type ViewAnswer<K extends ViewName = ViewName> = Outcome<ViewResult<K>>;

/**
 * The same for views that ask for the like: the answer to one is much as the answer to the one before, a step earlier, and
 * stands in for it. Another experiment is no like one.
 */
export function laneOf({ name, request }: ViewCall): string {
  const id = 'id' in request ? request.id : '';
  return [name, id, ...Object.keys(request)].join(' ');
}

/** Another for each request. */
export function keyOf({ name, request }: ViewCall): string {
  return `${name} ${JSON.stringify(request)}`;
}

/** More than any page shows at once. */
export const mostLooks = 64;
