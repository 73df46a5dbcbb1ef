import type { BatchAccess } from '../batches/index.js';
import type { Session } from '../run/index.js';
import { OverviewColumns, type Span } from './folds/overviewColumns.js';
import { PassFolds } from './folds/passFolds.js';
import type { Overview, OverviewRequest } from './view.js';

/** Zooms and quantities that somebody goes back to. */
const mostPictures = 4;
const pictures = new PassFolds<OverviewColumns>(mostPictures);

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
  const channels = span(channelRange, channelCount(session), maxRows);
  const inPasses = unlessEach(span(passRange, Math.max(passes.length, passRange?.[1] ?? 0), maxColumns), passes.length);
  const key = [quantity, ...numbersOf(channels), ...numbersOf(inPasses)].join();
  return pictures.read(
    session,
    key,
    () => new OverviewColumns(quantity, channels, inPasses),
    (columns) => columns.overview(),
    breathe,
  );
}

/** Where each pass has a column, one more leaves the others as they are. */
function unlessEach(passes: Span, computed: number): Span {
  const { first, size, cells } = passes;
  return cells === size && first + size >= computed ? { first, size: Infinity, cells: Infinity } : passes;
}

function numbersOf({ first, size, cells }: Span): readonly number[] {
  return [first, size, cells];
}

/** A half-open range, held within 0 to `size`, and its cells. */
function span(range: readonly [number, number] | undefined, size: number, most: number): Span {
  const first = Math.min(size, Math.max(0, Math.floor(range?.[0] ?? 0)));
  const end = Math.min(size, Math.max(first, Math.ceil(range?.[1] ?? size)));
  return { first, size: end - first, cells: Math.min(end - first, Math.max(1, most)) };
}

function channelCount({ passes, initial }: Session): number {
  const computed = passes.find((pass) => pass.kind === 'computed');
  return computed?.moments.shift.length ?? initial.runningMean?.length ?? initial.gamma?.length ?? 0;
}
