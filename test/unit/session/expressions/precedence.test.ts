import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileExpression } from '../../../../src/session/expressions/index.js';

/** A tree made by the test: what it is worth and how it is written are told apart from the parser. */
type Tree =
  | { readonly operator: 'number'; readonly value: number }
  | { readonly operator: '-x' | 'abs'; readonly operand: Tree }
  | { readonly operator: '+' | '-' | '*' | '/' | '**'; readonly left: Tree; readonly right: Tree };

const binary = fc.constantFrom('+', '-', '*', '/', '**');
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ operator: fc.constant('number'), value: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ operator: fc.constantFrom('-x', 'abs'), operand: tie('tree') }),
    fc.record({ operator: binary, left: tie('tree'), right: tie('tree') }),
  ),
}));

function worth(node: Tree): number {
  switch (node.operator) {
    case 'number':
      return node.value;
    case '-x':
      return -worth(node.operand);
    case 'abs':
      return Math.abs(worth(node.operand));
    case '+':
      return worth(node.left) + worth(node.right);
    case '-':
      return worth(node.left) - worth(node.right);
    case '*':
      return worth(node.left) * worth(node.right);
    case '/':
      return worth(node.left) / worth(node.right);
    case '**': {
      const [base, exponent] = [worth(node.left), worth(node.right)];
      return base === 1 || (base === -1 && Math.abs(exponent) === Infinity) ? 1 : Math.pow(base, exponent);
    }
  }
}

/** How tightly each operator binds in Python. */
const levels = { '+': 1, '-': 1, '*': 2, '/': 2, '-x': 3, '**': 4, number: 5, abs: 5 } as const;

/** With parentheses only where Python needs them. */
function written(node: Tree, least = 0): string {
  const level = levels[node.operator];
  const text = bare(node, level);
  return level < least ? `(${text})` : text;
}

function bare(node: Tree, level: number): string {
  switch (node.operator) {
    case 'number':
      return String(node.value);
    case 'abs':
      return `|${written(node.operand)}|`;
    case '-x':
      return `- ${written(node.operand, level)}`;
    case '**':
      // To the right, a sign may follow, and ** goes on.
      return `${written(node.left, level + 1)} ** ${written(node.right, levels['-x'])}`;
    default:
      return `${written(node.left, level)} ${node.operator} ${written(node.right, level + 1)}`;
  }
}

it('reads what is written with the fewest parentheses as Python does', () => {
  fc.assert(
    fc.property(tree, (node) => {
      const text = written(node).replaceAll('|', ' | ');
      expect(compileExpression(text).evaluate({ lookup: () => undefined })).toBe(worth(node));
    }),
    { numRuns: 2000 },
  );
});

type Truth = boolean | { readonly not: Truth } | { readonly join: 'and' | 'or'; readonly of: readonly Truth[] };

const { truth } = fc.letrec<{ truth: Truth }>((tie) => ({
  truth: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.boolean(),
    fc.record({ not: tie('truth') }),
    fc.record({ join: fc.constantFrom('and', 'or'), of: fc.array(tie('truth'), { minLength: 2, maxLength: 3 }) }),
  ),
}));

function holds(node: Truth): boolean {
  if (typeof node === 'boolean') return node;
  if ('not' in node) return !holds(node.not);
  return node.join === 'and' ? node.of.every(holds) : node.of.some(holds);
}

function sentence(node: Truth, least = 0): string {
  if (typeof node === 'boolean') return node ? '1 < 2' : '1 > 2';
  const level = 'not' in node ? 3 : node.join === 'and' ? 2 : 1;
  const text =
    'not' in node
      ? `not ${sentence(node.not, 3)}`
      : node.of.map((part) => sentence(part, level + 1)).join(` ${node.join} `);
  return level < least ? `(${text})` : text;
}

it('binds not tighter than and, and and tighter than or', () => {
  fc.assert(
    fc.property(truth, (node) => {
      expect(compileExpression(sentence(node)).evaluate({ lookup: () => undefined })).toBe(holds(node));
    }),
    { numRuns: 1000 },
  );
});
