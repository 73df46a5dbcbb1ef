import { ExpressionError } from '../expressionError.js';
import type { Operand } from './value.js';

/** `apply` of a number, or of every element. */
export function mapped(apply: (value: number) => number, operand: Operand): Operand {
  if (typeof operand === 'number') return apply(operand);
  const { shape, at } = operand;
  return { shape, at: (index) => apply(at(index)) };
}

/**
 * `apply` of two numbers, of two arrays' elements, or of a number and every element of an array.
 * @throws ExpressionError at `position` for two arrays whose shapes differ.
 */
export function paired(
  apply: (left: number, right: number) => number,
  left: Operand,
  right: Operand,
  position: number,
): Operand {
  if (typeof left === 'number') return mapped((value) => apply(left, value), right);
  if (typeof right === 'number') return mapped((value) => apply(value, right), left);
  const { shape, at } = left;
  if (shape.length !== right.shape.length || shape.some((length, axis) => length !== right.shape[axis])) {
    throw new ExpressionError(position, {
      problem: 'two arrays of different shapes',
      expected: `[${shape.join(', ')}]`,
      found: `[${right.shape.join(', ')}]`,
    });
  }
  const other = right.at;
  return { shape, at: (index) => apply(at(index), other(index)) };
}
