import type { OverviewRequest, SessionSnapshot, ViewRequest } from '../session/index.js';
import type { ViewAnswer, ViewCall } from './viewCall.js';

/** What a panel shows: a revision of the session's numbers, its pass, and how many there are. */
export interface Shown {
  readonly revision: number;
  readonly shown: number | null;
  readonly passes: number;
}

/** An answer that came without being asked for: what was looked at before, of what is shown now. */
export interface FollowedView extends ViewCall {
  readonly answer: ViewAnswer;
}

/** What a panel shows, and of which state. */
export interface Looks {
  readonly of: Shown;
  readonly views: readonly ViewCall[];
}

export function shownOf({ numbers, shown, passes }: SessionSnapshot): Shown {
  return { revision: numbers, shown, passes: passes.length };
}

/** The same view of the pass that is shown now, or of all passes that there are now. */
export function movedRequest(request: ViewRequest, before: Shown, now: Shown): ViewRequest {
  if ('pass' in request && request.pass === before.shown) return { ...request, pass: now.shown };
  if (!isOfPasses(request) || request.passRange?.[1] !== before.passes) return request;
  const { passRange, maxColumns } = request;
  const [from, to] = passRange;
  // Few passes have a column each.
  const columns = maxColumns === to - from ? now.passes - from : maxColumns;
  return { ...request, passRange: [from, now.passes], maxColumns: columns };
}

function isOfPasses(request: ViewRequest): request is OverviewRequest {
  return 'passRange' in request;
}
