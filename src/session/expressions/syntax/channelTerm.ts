import type { Token } from './tokens.js';
import type { Comparison, Node, Span } from './tree.js';

/** A number that the columns of the table show: where one of them is not finite, the channel is not. */
const columns = ['mean', 'var', 'running_mean', 'running_var'];

/**
 * What a filter may have in the place of a comparison: a channel by its first digits (`37`), a range of channels
 * (`30-40`, `30–40`, `30..40`, both ends included), `nan`, `inf`. Null where something else starts here, or goes on.
 */
export function channelTerm(
  tokens: readonly Token[],
  first: number,
): { readonly node: Node; readonly tokens: number } | null {
  const { kind, text, from, to } = tokens[first];
  const isOne = isTermEnd(tokens.at(first + 1));
  if (kind === 'number' && isWhole(text)) {
    if (isOne) return { node: { kind: 'digits', digits: text, from, to }, tokens: 1 };
    const last = tokens.at(first + 2);
    const isRange =
      ['-', '–', '..'].includes(tokens[first + 1].text) &&
      last &&
      isWhole(last.text) &&
      isTermEnd(tokens.at(first + 3));
    return isRange ? { node: range(Number(text), Number(last.text), { from, to: last.to }), tokens: 3 } : null;
  }
  const word = text.toLowerCase();
  if (!isOne || kind !== 'name') return null;
  if (word === 'nan') return { node: anyColumn('isnan', { from, to }), tokens: 1 };
  if (word === 'inf' || word === '∞') return { node: anyColumn('isinf', { from, to }), tokens: 1 };
  return null;
}

/** Whether a term of a filter is over before this token. */
export function isTermEnd(token: Token | undefined): boolean {
  return !token || token.kind === 'end' || ['or', '||', 'and', '&&', ',', ')'].includes(token.text.toLowerCase());
}

const isWhole = (text: string): boolean => /^\d+$/.test(text);

function range(least: number, most: number, span: Span): Node {
  const operands = [compared('channel', '>=', least, span), compared('channel', '<=', most, span)];
  return { kind: 'logical', operator: 'and', operands, ...span };
}

function anyColumn(test: 'isnan' | 'isinf', span: Span): Node {
  const ofColumns = columns.map<Node>((name) => ({
    ...{ kind: 'call', name: test, operands: [{ kind: 'name', name, ...span }] },
    ...span,
  }));
  return { kind: 'logical', operator: 'or', operands: [compared('nonFinite', '>', 0, span), ...ofColumns], ...span };
}

function compared(name: string, operator: Comparison, value: number, span: Span): Node {
  const left: Node = { kind: 'name', name, ...span };
  return { kind: 'comparison', operator, left, right: { kind: 'number', value, ...span }, ...span };
}
