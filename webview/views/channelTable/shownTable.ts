import type { ChannelTable, Finding } from '../../../src/session/index.js';
import type { Store } from '../../store/store.js';
import { severityRank } from '../../../src/session/severity.js';

const memos = new WeakMap<ChannelTable, { readonly findings: readonly Finding[]; readonly table: ChannelTable }>();

/**
 * The table at the shown pass, with the worst finding of each channel in any pass: what went wrong in pass 7 is worth
 * a sign in pass 11, too. Undefined while the table is not known.
 */
export function shownTable(store: Store): ChannelTable | undefined {
  const { snapshot } = store;
  const table = snapshot ? store.view('table', { pass: snapshot.shown }) : undefined;
  if (!snapshot || !table) return undefined;
  const { findings } = snapshot;
  const memo = memos.get(table);
  if (memo?.findings === findings) return memo.table;
  const marked = { ...table, severity: worstOfChannels(findings, table.channels) };
  memos.set(table, { findings, table: marked });
  return marked;
}

/** Findings about all channels alike mark none: a sign in every row would tell nothing. [channels] */
export function worstOfChannels(findings: readonly Finding[], channels: number): Uint8Array {
  const worst = new Uint8Array(channels);
  for (const { severity, channel, channels: many } of findings) {
    for (const one of many ?? (channel === undefined ? [] : [channel]))
      worst[one] = Math.max(worst[one], severityRank(severity));
  }
  return worst;
}
