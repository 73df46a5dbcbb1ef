import type { BatchAccess } from '../batches/index.js';
import type { Session } from '../run/index.js';
import { PassFolds } from './folds/passFolds.js';
import { PassRows } from './folds/passRows.js';
import { spanOf } from './folds/span.js';
import type { Overview, OverviewRequest } from './view.js';

/** Quantities, or ranges of channels, that somebody goes back to. */
const mostKept = 2;
const kept = new PassFolds<PassRows>(mostKept);

/**
 * Channels × passes. Where there are more of either than cells, a cell shows the value of largest magnitude in it, and
 * NaN before all: an average would hide the one channel that matters.
 * @throws what `breathe` throws
 */
export function overview(
  session: Session,
  request: OverviewRequest,
  { breathe }: Pick<BatchAccess, 'breathe'> = {},
): Promise<Overview> {
  const { quantity, channelRange, passRange, maxRows, maxColumns } = request;
  const { passes } = session;
  const channels = spanOf(channelRange, channelCount(session), maxRows);
  const inPasses = spanOf(passRange, Math.max(passes.length, passRange?.[1] ?? 0), maxColumns);
  return kept.read(
    session,
    [quantity, channels.first, channels.size, channels.cells].join(),
    () => new PassRows(quantity, channels),
    (rows) => rows.overview(inPasses),
    breathe,
  );
}

function channelCount({ passes, initial }: Session): number {
  const computed = passes.find((pass) => pass.kind === 'computed');
  return computed?.moments.shift.length ?? initial.runningMean?.length ?? initial.gamma?.length ?? 0;
}
