import type { Arithmetic, Comparison } from '../syntax/tree.js';

type Operator = (left: number, right: number) => number;

/** As Python and PyTorch have them: a remainder has the divisor's sign, and 1 ** NaN is 1. */
export const arithmetic: Readonly<Record<Arithmetic, Operator>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => {
    const rest = left % right;
    return rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest;
  },
  '**': (left, right) => (left === 1 || (left === -1 && Math.abs(right) === Infinity) ? 1 : left ** right),
};

/** Of IEEE 754: NaN is neither less, nor greater, nor equal. */
export const comparison: Readonly<Record<Comparison, Operator>> = {
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
};

/** Of truths, 0 and 1. */
export const logical: Readonly<Record<'and' | 'or', Operator>> = {
  and: (left, right) => Number(left !== 0 && right !== 0),
  or: (left, right) => Number(left !== 0 || right !== 0),
};
