import { ExpressionError } from './expressionError.js';
import { kindText } from './meaning/meaning.js';
import { Compiler } from './meaning/compiler.js';
import { knownNames, type KnownName } from './names/knownNames.js';
import { parse } from './syntax/parse.js';
import type { Environment } from './values/value.js';

/** Whether a channel is shown. */
export type ChannelTest = (channel: number) => boolean;

/**
 * The test of every channel, from the environment of one table.
 * @throws ExpressionError as `Expression.evaluate` does.
 */
export type Filter = (environment: Environment) => ChannelTest;

/**
 * Compiles a filter: an expression with one truth for every channel, or one for all of them. `names` has what the table
 * knows, among it `channel` and what `nan` and `inf` look at: `nonFinite`, means and variances.
 * @returns null for a text of spaces, which is no filter.
 * @throws ExpressionError for a text that is none, and for an expression that gives something else.
 */
export function compileFilter(text: string, names: readonly KnownName[] = knownNames): Filter | null {
  if (text.trim() === '') return null;
  const tree = parse(text, 'filter');
  const meaning = new Compiler(names).meaningOf(tree);
  if (meaning.element !== 'boolean') {
    throw new ExpressionError(tree.from, { expected: 'a comparison', found: kindText(meaning) });
  }
  if (meaning.form === 'array') {
    throw new ExpressionError(tree.from, {
      expected: 'one truth for every channel, or one for all: any(…), all(…)',
      found: 'booleans of some',
    });
  }
  return (environment) => {
    const value = meaning.run(environment);
    if (typeof value === 'number') return () => value !== 0;
    return (channel) => value.at(channel) !== 0;
  };
}
