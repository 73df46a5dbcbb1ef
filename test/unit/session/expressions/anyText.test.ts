import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileCondition,
  compileExpression,
  compileFilter,
  ExpressionError,
  knownFunctions,
  knownNames,
} from '../../../../src/session/expressions/index.js';
import { longestText } from '../../../../src/session/expressions/syntax/tokens.js';
import { environmentOf, plain } from './environmentOf.js';

const pieces = [
  ...knownNames.map(({ name }) => name),
  ...knownFunctions.map(({ name }) => `${name}(`),
  ...'()[]|,:+-*/%<>=≤−–#∞'.split(''),
  ...['**', '<=', '==', '!=', '||', '&&', '..', 'and', 'or', 'not', 'nan', 'inf', 'running', 'non', '-finite'],
  ...['0', '3', '37', '1e', '1e-3', '0x', '.', '.5', '30-40', '\u{1f600}', '\ud800', '\0', '__proto__', 'constructor'],
];
const operands = fc.constantFrom(
  'gap',
  'mean(x)',
  '3',
  '|gap|',
  'x[0]',
  'running_var[1:]',
  'nan',
  '(30-40)',
  'warning',
);
const operators = fc.constantFrom('+', '-', '/', '**', '<', '>=', '==', 'and', 'or', ',', 'and not');
const text = fc.oneof(
  fc
    .array(fc.tuple(operands, operators), { minLength: 1, maxLength: 5 })
    .map((pairs) => pairs.flat().slice(0, -1).join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => parts.join(' ')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
);

/** The position of what is refused; null where nothing is. */
function refusedAt(act: () => unknown): number | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof ExpressionError) return error.position;
    throw error;
  }
}

describe('any text', () => {
  it.each<[string, (text: string) => unknown]>([
    ['an expression', (read) => plain(compileExpression(read).evaluate(environmentOf()))],
    ['a condition', (read) => compileCondition(read).holds(environmentOf())],
    ['a filter', (read) => compileFilter(read)?.(environmentOf())(2)],
  ])('is %s, or refused at a place of it', (_, act) => {
    let taken = 0;
    fc.assert(
      fc.property(text, (read) => {
        const position = refusedAt(() => act(read));
        if (position === null) taken++;
        else expect(position >= 0 && position <= read.length).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it.each([
    ['1', '+1'],
    ['gap', '-gap'],
    ['x', '[:]'],
    ['3', ',3'],
    ['gap > 1', ' or gap > 1'],
    ['not ', 'not '],
    ['(', '('],
    ['|', ' |'],
    ['1', '**1'],
    ['-', '-'],
    ['abs(', 'abs('],
    ['x[', 'x['],
  ])('of the greatest length, %s%s…, fits the stack', (start, part) => {
    const long = start + part.repeat(Math.floor((longestText - start.length) / part.length));
    for (const compile of [compileExpression, compileFilter]) {
      refusedAt(() => {
        const compiled = compile(long);
        if (typeof compiled === 'function') compiled(environmentOf())(0);
        else if (compiled) plain(compiled.evaluate(environmentOf()));
      });
    }
  });
});
