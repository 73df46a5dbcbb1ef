import { ExpressionError } from '../expressionError.js';
import { byKey, constants, keyOf, type KnownName } from '../names/knownNames.js';
import { knownFunctions, type KnownFunction } from '../names/knownFunctions.js';
import { nearestName } from '../names/nearestName.js';
import type { Node } from '../syntax/tree.js';
import { mapped, paired } from '../values/elementwise.js';
import { histogram } from '../values/histogram.js';
import { operandOf, sizeOf } from '../values/value.js';
import { formOf, kindText, requireElement, type Meaning } from './meaning.js';
import { arithmetic, comparison, logical } from './operators.js';
import { subscriptMeaning } from './subscriptMeaning.js';

type NodeOf<K extends Node['kind']> = Extract<Node, { readonly kind: K }>;

const functionsByKey: ReadonlyMap<string, KnownFunction> = new Map(knownFunctions.map((one) => [keyOf(one.name), one]));

/** Compiles trees with a list of names, and keeps which of them they use. */
export class Compiler {
  readonly used = new Set<string>();
  readonly #names: ReadonlyMap<string, KnownName>;

  constructor(names: readonly KnownName[]) {
    this.#names = byKey(names);
  }

  /** @throws ExpressionError for a name that is not known, and for operands of the wrong kind. */
  meaningOf(node: Node): Meaning {
    switch (node.kind) {
      case 'number':
        return { element: 'number', form: 'scalar', run: () => node.value };
      case 'name':
        return this.#name(node);
      case 'call':
        return this.#call(node);
      case 'subscript':
        return subscriptMeaning(node, this.meaningOf(node.operand), (index) => this.meaningOf(index));
      case 'sign': {
        const operand = this.#required(node.operand, 'number');
        return node.operator === '+' ? operand : mapping(operand, 'number', (value) => -value);
      }
      case 'arithmetic': {
        const [left, right] = [this.#required(node.left, 'number'), this.#required(node.right, 'number')];
        return pairing(left, right, 'number', arithmetic[node.operator], node.from);
      }
      case 'comparison':
        return this.#comparison(node);
      case 'not':
        return mapping(this.#required(node.operand, 'boolean'), 'boolean', (value) => 1 - value);
      case 'logical':
        return this.#logical(node);
      case 'digits': {
        const channel = this.#name({ kind: 'name', name: 'channel', from: node.from, to: node.to });
        return mapping(channel, 'boolean', (value) => Number(String(value).startsWith(node.digits)));
      }
    }
  }

  #required(node: Node, element: 'number' | 'boolean'): Meaning {
    const meaning = this.meaningOf(node);
    requireElement(meaning, element, node);
    return meaning;
  }

  #name({ name: written, from }: NodeOf<'name'>): Meaning {
    const known = this.#names.get(keyOf(written));
    const constant = constants.get(keyOf(written));
    if (known === undefined && constant === undefined) throw this.#unknown(written, from, 'name');
    if (known === undefined) {
      const value = Number(constant);
      return { element: typeof constant === 'boolean' ? 'boolean' : 'number', form: 'scalar', run: () => value };
    }
    const { name, element, form } = known;
    this.used.add(name);
    return {
      ...{ element, form },
      run: (environment) => {
        const value = environment.lookup(name);
        if (value === undefined) throw new ExpressionError(from, { problem: `${name} has no value here` });
        return operandOf(value);
      },
    };
  }

  #comparison({ operator, left: leftNode, right: rightNode, from }: NodeOf<'comparison'>): Meaning {
    const left = this.meaningOf(leftNode);
    const isEquality = operator === '==' || operator === '!=';
    if (!isEquality) requireElement(left, 'number', leftNode);
    const right = this.meaningOf(rightNode);
    if (left.element !== right.element) {
      throw new ExpressionError(rightNode.from, { expected: `${left.element}s`, found: kindText(right) });
    }
    return pairing(left, right, 'boolean', comparison[operator], from);
  }

  /** An operand that settles it keeps the ones behind it from being looked at, as in Python. */
  #logical({ operator, operands: nodes, from }: NodeOf<'logical'>): Meaning {
    const [first, ...others] = nodes.map((node) => this.#required(node, 'boolean'));
    const settled = operator === 'or' ? 1 : 0;
    const apply = logical[operator];
    return {
      element: 'boolean',
      form: others.reduce((form, other) => formOf(form, other.form), first.form),
      run: (environment) => {
        let result = first.run(environment);
        for (const { run } of others) {
          if (result === settled) break;
          result = paired(apply, result, run(environment), from);
        }
        return result;
      },
    };
  }

  #call({ name: written, operands, from, to }: NodeOf<'call'>): Meaning {
    const called = functionsByKey.get(keyOf(written));
    if (!called) throw this.#unknown(written, from, 'function');
    const most = called.kind === 'counts' || (called.kind === 'reduction' && called.pair) ? 2 : 1;
    if (operands.length === 0 || operands.length > most) {
      const position = operands.at(most)?.from ?? to - 1;
      throw new ExpressionError(position, { expected: called.signature, found: `${operands.length} arguments` });
    }
    if (called.kind === 'map') return mapping(this.#required(operands[0], 'number'), called.gives, called.apply);
    if (called.kind === 'counts') return this.#counts(called, operands);
    const [first, second] = operands.map((operand) =>
      called.takes === 'number' ? this.#required(operand, 'number') : this.meaningOf(operand),
    );
    if (called.pair && operands.length === 2) return pairing(first, second, called.gives, called.pair, from);
    const { reduce, needsElements = false } = called;
    return {
      ...{ element: called.gives, form: 'scalar' },
      run: (environment) => {
        const operand = first.run(environment);
        if (needsElements && sizeOf(operand) === 0) {
          throw new ExpressionError(operands[0].from, { problem: `${called.name} of no elements` });
        }
        return reduce(operand);
      },
    };
  }

  #counts({ bins, most }: Extract<KnownFunction, { readonly kind: 'counts' }>, operands: readonly Node[]): Meaning {
    const meanings = operands.map((operand) => this.#required(operand, 'number'));
    const [values] = meanings;
    const number = meanings.at(1);
    return {
      ...{ element: 'number', form: 'array' },
      run: (environment) => {
        const count = number ? number.run(environment) : bins;
        if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > most) {
          const found = typeof count === 'number' ? `${count}` : 'numbers';
          throw new ExpressionError(operands[1].from, { expected: `a whole number from 1 to ${most}`, found });
        }
        return histogram(values.run(environment), count);
      },
    };
  }

  #unknown(written: string, position: number, sought: 'name' | 'function'): ExpressionError {
    const isOther = sought === 'name' ? functionsByKey.has(keyOf(written)) : this.#names.has(keyOf(written));
    const found = `"${written.length > 40 ? `${written.slice(0, 40)}…` : written}"`;
    if (isOther) {
      const problem =
        sought === 'name' ? `${written} is a function: write ${written}(…)` : `${written} is a value, not a function`;
      return new ExpressionError(position, { problem, expected: `a ${sought}`, found });
    }
    const names = sought === 'name' ? [...this.#names.values()] : knownFunctions;
    const nearest = nearestName(
      written,
      names.map(({ name }) => name),
    );
    return new ExpressionError(position, {
      problem: `unknown ${sought} ${found}`,
      ...(nearest !== undefined && { expected: nearest }),
    });
  }
}

function mapping(operand: Meaning, element: 'number' | 'boolean', apply: (value: number) => number): Meaning {
  const { form, run } = operand;
  return { element, form, run: (environment) => mapped(apply, run(environment)) };
}

function pairing(
  left: Meaning,
  right: Meaning,
  element: 'number' | 'boolean',
  apply: (left: number, right: number) => number,
  position: number,
): Meaning {
  return {
    ...{ element, form: formOf(left.form, right.form) },
    run: (environment) => paired(apply, left.run(environment), right.run(environment), position),
  };
}
