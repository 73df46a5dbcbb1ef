import type { Branch, Session } from '../run/index.js';
import { arithmetic } from './arithmetic.js';
import { axes } from './axes.js';
import { type BatchAccess, NotRecordedError } from '../batches/index.js';
import { distribution } from './distribution.js';
import { history } from './history.js';
import { numbers } from './numbers.js';
import { overview } from './overview.js';
import { slice } from './slice.js';
import { channelOrder, channelTable } from './table/index.js';
import { noValues } from './noValues.js';
import type { studies } from './studies.js';
import type { ViewName, ViewRequest, ViewResult } from './view.js';
import type { ViewFunctions } from './viewFunctions.js';

const VIEWS: Omit<ViewFunctions, keyof typeof studies> = {
  table: channelTable,
  channelOrder,
  history,
  overview,
  distribution,
  numbers,
  arithmetic,
  slice,
  axes,
};

/**
 * One view of a session, as summaries for the panel.
 *
 * @param branches that stay beside it
 * @throws RangeError where the request names a pass, a channel or an axis that is not there; FormatError where a batch
 * that is needed cannot be read; NoValuesError where its statistics alone were recorded.
 */
export async function viewOf<K extends ViewName>(
  session: Session,
  name: K,
  request: ViewRequest<K>,
  access: BatchAccess,
  branches?: readonly Branch[],
): Promise<ViewResult<K>> {
  const views: Partial<ViewFunctions> = name in VIEWS ? VIEWS : (await import('./studies.js')).studies;
  try {
    // Each name is in one of the two.
    return await (views as ViewFunctions)[name](session, request, access, branches);
  } catch (error) {
    throw error instanceof NotRecordedError ? noValues(session, request) : error;
  }
}
