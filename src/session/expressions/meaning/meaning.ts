import { ExpressionError } from '../expressionError.js';
import type { KnownName } from '../names/knownNames.js';
import type { Span } from '../syntax/tree.js';
import type { Environment, Operand } from '../values/value.js';

/** What is known of a value before there is one. */
export type Kind = Pick<KnownName, 'element' | 'form'>;

/** A part of an expression, compiled: its kind and how to get its value. */
export interface Meaning extends Kind {
  readonly run: (environment: Environment) => Operand;
}

/** `a number`, `booleans`, as messages call a kind. */
export function kindText({ element, form }: Kind): string {
  return form === 'scalar' ? `a ${element}` : `${element}s`;
}

/** @throws ExpressionError where the part at `span` has another element. */
export function requireElement(kind: Kind, element: Kind['element'], span: Span): void {
  if (kind.element === element) return;
  const expected = element === 'boolean' ? 'a comparison' : 'a number or numbers';
  throw new ExpressionError(span.from, { expected, found: kindText(kind) });
}

/** The form that element by element comes of two. */
export function formOf(left: Kind['form'], right: Kind['form']): Kind['form'] {
  if (left === right || right === 'scalar') return left;
  return left === 'scalar' ? right : 'array';
}
