import {
  arrayOf,
  compileFilter,
  ExpressionError,
  type ChannelTest,
  type Environment,
  type Value,
} from '../../expressions/index.js';
import { severityRank } from '../../severity.js';
import type { ChannelTable } from './tableView.js';

export type TableFilter =
  { readonly ok: true; readonly test: ChannelTest | null } | { readonly ok: false; readonly message: string };

/** What a filter may name beside the table's columns; null where there is none. */
export interface TableScalars {
  readonly eps: number;
  readonly momentum: number | null;
  readonly count: number;
  /** From 1. */
  readonly pass: number | null;
}

const examples = 'Try 37, 30-40, |gap| > 0.5, var < 1e-3, nan, warning; join with "and" or "or"';
/** Characters of a filter that a message repeats. */
const longestQuote = 60;

/** Reads a filter for a table. Empty text is no test. */
export function tableFilter(text: string, table: ChannelTable, scalars: TableScalars): TableFilter {
  try {
    const filter = compileFilter(text);
    return { ok: true, test: filter ? filter(environmentOf(table, scalars)) : null };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const quote = text.trim().slice(0, longestQuote);
    const shown = quote.length < text.trim().length ? `${quote}…` : quote;
    return { ok: false, message: `"${shown}" is not a filter. ${examples}. At ${error.message}` };
  }
}

/** The values of a table's channels by the names that expressions have for them. */
function environmentOf(table: ChannelTable, { eps, momentum, count, pass }: TableScalars): Environment {
  const { channels, severity } = table;
  const ofChannels = (at: (channel: number) => number): Value => ({ element: 'number', shape: [channels], at });
  const marked = (test: (rank: number) => boolean): Value => ({
    element: 'boolean',
    shape: [channels],
    at: (channel) => Number(test(severity[channel])),
  });
  const values: Partial<Record<string, () => Value | null>> = {
    ...{ mean: () => arrayOf(table.mean), var: () => arrayOf(table.var) },
    ...{ min: () => arrayOf(table.min), max: () => arrayOf(table.max) },
    ...{ running_mean: () => arrayOf(table.runningMean), running_var: () => arrayOf(table.runningVar) },
    ...{ gamma: () => arrayOf(table.gamma), beta: () => arrayOf(table.beta) },
    ...{ gap: () => arrayOf(table.gap), nonFinite: () => arrayOf(table.nonFinite) },
    spread: () => ofChannels((channel) => Math.sqrt((table.var[channel] + eps) / (table.runningVar[channel] + eps))),
    channel: () => ofChannels((channel) => channel),
    info: () => marked((rank) => rank === severityRank('info')),
    warning: () => marked((rank) => rank === severityRank('warning')),
    error: () => marked((rank) => rank === severityRank('error')),
    finding: () => marked((rank) => rank > 0),
    ...{ eps: () => eps, momentum: () => momentum, count: () => count, pass: () => pass },
  };
  return { lookup: (name) => values[name]?.() ?? undefined };
}
