import { kindText, type Kind } from './meaning/meaning.js';
import { Compiler } from './meaning/compiler.js';
import { knownNames, type KnownName } from './names/knownNames.js';
import { parse } from './syntax/parse.js';
import { some } from './values/reductions.js';
import { valueOf, type Environment, type Value } from './values/value.js';
import { ExpressionError } from './expressionError.js';

/** An expression, compiled once to be evaluated over many records. */
export interface Expression extends Kind {
  /** The names that it uses, as the list has them: what the environment will be asked for at most. */
  readonly names: ReadonlySet<string>;
  /**
   * Its value. Elements of an array are computed when they are asked for, from what the environment handed out.
   * @throws ExpressionError for a name without a value here, an index that an axis does not have, shapes that differ.
   */
  readonly evaluate: (environment: Environment) => Value;
}

/** An expression that holds or does not. */
export interface Condition {
  readonly names: ReadonlySet<string>;
  /**
   * Of an array: whether any element is true. Arrays are looked at up to the first of them.
   * @throws ExpressionError as `Expression.evaluate` does.
   */
  readonly holds: (environment: Environment) => boolean;
}

/**
 * Compiles an expression, for watch and hover.
 * @throws ExpressionError for a text that is none, names that are not in the list, and operands of the wrong kind.
 */
export function compileExpression(text: string, names: readonly KnownName[] = knownNames): Expression {
  const compiler = new Compiler(names);
  const { element, form, run } = compiler.meaningOf(parse(text));
  return { element, form, names: compiler.used, evaluate: (environment) => valueOf(run(environment), element) };
}

/**
 * Compiles the condition of a breakpoint: a comparison, or several.
 * @throws ExpressionError as `compileExpression` does, and for an expression that gives numbers.
 */
export function compileCondition(text: string, names: readonly KnownName[] = knownNames): Condition {
  const compiler = new Compiler(names);
  const tree = parse(text);
  const meaning = compiler.meaningOf(tree);
  if (meaning.element !== 'boolean') {
    throw new ExpressionError(tree.from, { expected: 'a comparison', found: kindText(meaning) });
  }
  return { names: compiler.used, holds: (environment) => some(meaning.run(environment)) !== 0 };
}
