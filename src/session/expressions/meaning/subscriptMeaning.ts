import { ExpressionError } from '../expressionError.js';
import type { Node, Subscript } from '../syntax/tree.js';
import { subscripted, type Taken } from '../values/subscripts.js';
import type { Environment } from '../values/value.js';
import { kindText, requireElement, type Meaning } from './meaning.js';

type Place = (environment: Environment) => Taken;

/** Compiles `operand[…]`; `meaningOf` compiles what stands between the brackets. */
export function subscriptMeaning(
  { operand: node, subscripts, from }: Extract<Node, { readonly kind: 'subscript' }>,
  operand: Meaning,
  meaningOf: (node: Node) => Meaning,
): Meaning {
  if (operand.form === 'scalar') {
    throw new ExpressionError(node.to, { problem: `${kindText(operand)} has no index`, found: '"["' });
  }
  if (operand.form === 'channels' && subscripts.length > 1) {
    throw new ExpressionError(subscripts[1].from, { problem: 'too many indices', expected: 'one, of the channel' });
  }
  const places = subscripts.map((subscript) => placeMeaning(subscript, meaningOf));
  const isElement = operand.form === 'channels' && subscripts[0].kind === 'at';
  return {
    ...{ element: operand.element, form: isElement ? 'scalar' : 'array' },
    run: (environment) => {
      const value = operand.run(environment);
      const elements = typeof value === 'number' ? { shape: [], at: () => value } : value;
      return subscripted(
        elements,
        places.map((place) => place(environment)),
        from,
      );
    },
  };
}

function placeMeaning(subscript: Subscript, meaningOf: (node: Node) => Meaning): Place {
  if (subscript.kind === 'at') {
    const position = subscript.from;
    const index = wholeNumber(subscript.index, meaningOf);
    return (environment) => ({ kind: 'at', index: index(environment), position });
  }
  const { start, stop, step } = subscript;
  const bound = (node: Node | undefined) => (node ? wholeNumber(node, meaningOf) : () => undefined);
  const [first, end, by] = [bound(start), bound(stop), bound(step)];
  const stepAt = step?.from ?? subscript.from;
  return (environment) => {
    const taken = by(environment) ?? 1;
    if (taken < 1) throw new ExpressionError(stepAt, { expected: 'a step of at least 1', found: `${taken}` });
    return { kind: 'slice', start: first(environment), stop: end(environment), step: taken };
  };
}

function wholeNumber(node: Node, meaningOf: (node: Node) => Meaning): (environment: Environment) => number {
  const meaning = meaningOf(node);
  requireElement(meaning, 'number', node);
  const { run } = meaning;
  return (environment) => {
    const value = run(environment);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    const found = typeof value === 'number' ? `${value}` : `numbers of shape [${value.shape.join(', ')}]`;
    throw new ExpressionError(node.from, { expected: 'a whole number', found });
  };
}
