import type { ChannelTable } from '../../src/session/index.js';

/** Whether the channel at this index is shown. */
export type ChannelTest = (table: ChannelTable, channel: number) => boolean;
export type ParsedFilter =
  { readonly ok: true; readonly test: ChannelTest | null } | { readonly ok: false; readonly message: string };

type Column = 'mean' | 'var' | 'min' | 'max' | 'runningMean' | 'runningVar' | 'gamma' | 'beta' | 'gap' | 'nonFinite';

/** Longer names first, so that `running mean` is not read as an unknown word before `mean`. */
const names: readonly (readonly [RegExp, Column])[] = [
  [/^running[\s_]*mean/i, 'runningMean'],
  [/^running[\s_]*var(iance)?/i, 'runningVar'],
  [/^(batch[\s_]*)?mean/i, 'mean'],
  [/^(batch[\s_]*)?var(iance)?/i, 'var'],
  [/^min/i, 'min'],
  [/^max/i, 'max'],
  [/^(gamma|γ|weight)/i, 'gamma'],
  [/^(beta|β|bias)/i, 'beta'],
  [/^gap/i, 'gap'],
  [/^non-?finite/i, 'nonFinite'],
];
const severities = ['info', 'warning', 'error'];
const compare: Record<string, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '≤': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '≥': (a, b) => a >= b,
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '≠': (a, b) => a !== b,
};
const examples = 'Try 37, 30-40, |gap| > 0.5, var < 1e-3, nan, warning; join with "and" or "or"';

/**
 * Reads a filter: channel numbers by their first digits (`37`), ranges (`30-40`), comparisons (`|gap| > 0.5`), `nan`,
 * `inf`, a severity; joined with `and` (or a comma), and more loosely with `or`. Empty text is no test.
 */
export function parseFilter(text: string): ParsedFilter {
  if (text.trim() === '') return { ok: true, test: null };
  const alternatives: ChannelTest[] = [];
  for (const alternative of text.split(/\s+or\s+|\|\|/i)) {
    const all: ChannelTest[] = [];
    for (const part of alternative.split(/\s+and\s+|&&|,/i)) {
      const test = parseTerm(part.trim());
      if (!test) return { ok: false, message: `"${part.trim()}" is not a filter. ${examples}` };
      all.push(test);
    }
    alternatives.push((table, channel) => all.every((test) => test(table, channel)));
  }
  return { ok: true, test: (table, channel) => alternatives.some((test) => test(table, channel)) };
}

function parseTerm(term: string): ChannelTest | null {
  if (/^\d+$/.test(term)) return (_table, channel) => String(channel).startsWith(term);
  const range = /^(\d+)\s*(?:-|–|\.\.)\s*(\d+)$/.exec(term);
  if (range) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    return (_table, channel) => channel >= from && channel <= to;
  }
  const word = term.toLowerCase();
  if (word === 'nan') return someValue(Number.isNaN);
  if (word === 'inf' || word === '∞') return someValue((value) => Math.abs(value) === Infinity);
  if (word === 'finding') return (table, channel) => table.severity[channel] > 0;
  const severity = severities.indexOf(word.replace(/s$/, ''));
  if (severity >= 0) return (table, channel) => table.severity[channel] === severity + 1;
  return parseComparison(term);
}

function someValue(is: (value: number) => boolean): ChannelTest {
  return (table, channel) =>
    table.nonFinite[channel] > 0 ||
    is(table.mean[channel]) ||
    is(table.var[channel]) ||
    is(table.runningMean[channel]) ||
    is(table.runningVar[channel]);
}

function parseComparison(term: string): ChannelTest | null {
  const channelNumber = /^(?:#|channel)\s*(<=|>=|==|!=|[<>=≤≥≠])\s*(\d+)$/i.exec(term);
  if (channelNumber) {
    const holds = compare[channelNumber[1]];
    const limit = Number(channelNumber[2]);
    return (_table, channel) => holds(channel, limit);
  }
  const absolute = term.startsWith('|');
  const rest = absolute ? term.slice(1).trim() : term;
  const name = names.find(([pattern]) => pattern.test(rest));
  if (!name) return null;
  const [pattern, column] = name;
  const after = absolute ? /^\s*\|([^]*)$/ : /^([^]*)$/;
  const tail = after.exec(rest.replace(pattern, ''))?.[1];
  const parts = /^\s*(<=|>=|==|!=|[<>=≤≥≠])\s*(\S+)\s*$/.exec(tail ?? '');
  if (!parts) return null;
  const limit = Number(parts[2].replace('−', '-'));
  if (Number.isNaN(limit)) return null;
  const holds = compare[parts[1]];
  return absolute
    ? (table, channel) => holds(Math.abs(table[column][channel]), limit)
    : (table, channel) => holds(table[column][channel], limit);
}
