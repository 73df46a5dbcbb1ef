import type { ChannelOrderRequest, GlyphAxis } from '../../../src/session/index.js';
import type { Store } from '../../store/store.js';

export interface ShownRows {
  /** The channels in the order the table shows them; empty while that is not known. */
  readonly order: Uint32Array;
  /** What is wrong with the filter, which hides nothing then. */
  readonly objection: string | null;
  readonly axis: GlyphAxis | null;
}

const nothing: ShownRows = { order: new Uint32Array(), objection: null, axis: null };

/** Which channels the user wants to see, and in what order; null while there is no session. */
export function orderRequest({ snapshot, ui }: Store): ChannelOrderRequest | null {
  return snapshot && { pass: snapshot.shown, sort: ui.sort, filter: ui.filter, range: ui.channelBrush };
}

export function shownRows(store: Store): ShownRows {
  const request = orderRequest(store);
  const answer = request && store.view('channelOrder', request);
  return answer ? { order: answer.channels, objection: answer.objection, axis: answer.axis } : nothing;
}
