import type { ChannelTable } from '../../../src/session/index.js';
import type { Store } from '../../store/store.js';
import { orderRequest } from './shownRows.js';

/** So many channels are there at once; of more, only the rows around those in sight: all of 65,536 take 5 MB. */
const mostAtOnce = 1024;
/** Rows in sight, a few times over. */
const step = 256;

/** The table around the first row in sight; undefined while it is not known. While another is under way, the older one. */
export function tableInSight(store: Store, firstRow: number): ChannelTable | undefined {
  const request = orderRequest(store);
  if (!request || !store.snapshot) return undefined;
  const { pass, ...order } = request;
  const isWhole = store.snapshot.input.channels <= mostAtOnce;
  const from = isWhole ? 0 : Math.max(0, (Math.floor(firstRow / step) - 1) * step);
  const to = from + (isWhole ? mostAtOnce : 3 * step);
  return store.view('table', { pass, rows: { ...order, from, to } });
}
