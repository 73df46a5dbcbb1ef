import type { Session } from '../run/index.js';
import { arithmetic } from './arithmetic.js';
import { axes } from './axes.js';
import { type BatchAccess, NotRecordedError } from '../batches/index.js';
import { check, checkElement, checkSlice, expectations } from './check.js';
import { comparison } from './comparison.js';
import { conventions } from './conventions.js';
import { distribution } from './distribution.js';
import { experiment, experiments } from './experiments.js';
import { channelGap, splitGap } from '../gap/index.js';
import { explanation } from './explanation.js';
import { fold, foldCheck, foldFiles } from './fold.js';
import { gradients } from './gradients.js';
import { history } from './history.js';
import { numbers } from './numbers.js';
import { overview } from './overview.js';
import { repair } from './repair.js';
import { slice } from './slice.js';
import { table } from './table.js';
import { noValues } from './noValues.js';
import type { ViewName, ViewRequest, ViewResult } from './view.js';

type ViewFunctions = {
  readonly [K in ViewName]: (
    session: Session,
    request: ViewRequest<K>,
    access: BatchAccess,
  ) => ViewResult<K> | Promise<ViewResult<K>>;
};

const VIEWS: ViewFunctions = {
  table,
  history,
  overview,
  distribution,
  numbers,
  arithmetic,
  slice,
  axes,
  conventions,
  comparison,
  gap: (session, request, { breathe }) => splitGap(session, request, breathe),
  channelGap: (session, request, { breathe }) => channelGap(session, request, breathe),
  expectations: (session) => expectations(session),
  check,
  checkSlice,
  checkElement,
  explanation,
  gradients,
  experiments,
  experiment,
  repair,
  foldFiles,
  fold,
  foldCheck,
};

/**
 * One view of a session, as summaries for the panel.
 *
 * @throws RangeError where the request names a pass, a channel or an axis that is not there; FormatError where a batch
 * that is needed cannot be read; NoValuesError where its statistics alone were recorded.
 */
export async function viewOf<K extends ViewName>(
  session: Session,
  name: K,
  request: ViewRequest<K>,
  access: BatchAccess,
): Promise<ViewResult<K>> {
  try {
    return await VIEWS[name](session, request, access);
  } catch (error) {
    throw error instanceof NotRecordedError ? noValues(session, request) : error;
  }
}
