import {
  every,
  greatest,
  least,
  mean,
  placeOfGreatest,
  placeOfLeast,
  some,
  sum,
  variance,
} from '../values/reductions.js';
import type { Reduction } from '../values/reductions.js';

interface Described {
  readonly name: string;
  /** As one writes it: `max(a, b)`. */
  readonly signature: string;
  /** One line, for completion and hover. */
  readonly description: string;
}

/** A function before a parenthesis. Names are those of PyTorch. */
export type KnownFunction = Described &
  (
    | { readonly kind: 'map'; readonly gives: 'number' | 'boolean'; readonly apply: (value: number) => number }
    | {
        readonly kind: 'reduction';
        /** Numbers; `either` takes truths as well, as 0 and 1. */
        readonly takes: 'number' | 'either';
        readonly gives: 'number' | 'boolean';
        readonly needsElements?: true;
        readonly reduce: Reduction;
        /** Of two arguments: element by element. */
        readonly pair?: (left: number, right: number) => number;
      }
    /** Numbers, in so many bins: how many are in each. */
    | { readonly kind: 'counts'; readonly bins: number; readonly most: number }
  );

const numbers = { kind: 'reduction', takes: 'number', gives: 'number' } as const;
const counted = { kind: 'reduction', takes: 'either', gives: 'number' } as const;
const truth = { kind: 'reduction', takes: 'either', gives: 'boolean' } as const;
const map = { kind: 'map', gives: 'number' } as const;
const test = { kind: 'map', gives: 'boolean' } as const;

export const knownFunctions: readonly KnownFunction[] = [
  { name: 'abs', signature: 'abs(a)', description: 'magnitude of every element; also |a|', ...map, apply: Math.abs },
  { name: 'sqrt', signature: 'sqrt(a)', description: 'square root of every element', ...map, apply: Math.sqrt },
  {
    ...{ name: 'mean', signature: 'mean(a)', description: 'mean of all elements; of truths, their share' },
    ...{ ...counted, reduce: mean },
  },
  {
    ...{ name: 'var', signature: 'var(a)', description: 'unbiased variance of all elements (N − 1), as torch.var' },
    ...{ ...numbers, reduce: variance },
  },
  {
    ...{ name: 'std', signature: 'std(a)', description: 'root of the unbiased variance of all elements, as torch.std' },
    ...{ ...numbers, reduce: (operand) => Math.sqrt(variance(operand)) },
  },
  { name: 'sum', signature: 'sum(a)', description: 'sum of all elements; counts truths', ...counted, reduce: sum },
  {
    ...{ name: 'min', signature: 'min(a), min(a, b)', description: 'least of all elements; the lesser of two' },
    ...{ ...numbers, needsElements: true, reduce: least, pair: Math.min },
  },
  {
    ...{ name: 'max', signature: 'max(a), max(a, b)', description: 'greatest of all elements; the greater of two' },
    ...{ ...numbers, needsElements: true, reduce: greatest, pair: Math.max },
  },
  {
    ...{
      name: 'argmin',
      signature: 'argmin(a)',
      description: 'place of the least element, counted as if flat, from 0',
    },
    ...{ ...numbers, needsElements: true, reduce: placeOfLeast },
  },
  {
    ...{
      name: 'argmax',
      signature: 'argmax(a)',
      description: 'place of the greatest element, counted as if flat, from 0',
    },
    ...{ ...numbers, needsElements: true, reduce: placeOfGreatest },
  },
  { name: 'any', signature: 'any(a)', description: 'whether some element is true, or not 0', ...truth, reduce: some },
  { name: 'all', signature: 'all(a)', description: 'whether every element is true, or not 0', ...truth, reduce: every },
  {
    ...{ name: 'isnan', signature: 'isnan(a)', description: 'of every element whether it is NaN' },
    ...{ ...test, apply: (value) => Number(Number.isNaN(value)) },
  },
  {
    ...{ name: 'isinf', signature: 'isinf(a)', description: 'of every element whether it is infinite' },
    ...{ ...test, apply: (value) => Number(Math.abs(value) === Infinity) },
  },
  {
    ...{ name: 'isfinite', signature: 'isfinite(a)', description: 'of every element whether it is finite' },
    ...{ ...test, apply: (value) => Number(Number.isFinite(value)) },
  },
  {
    name: 'histogram',
    signature: 'histogram(a), histogram(a, bins)',
    description: 'finite elements counted in 10 equal bins, or in so many, from the least to the greatest',
    ...{ kind: 'counts', bins: 10, most: 1000 },
  },
];
