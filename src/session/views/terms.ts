import type { Term } from './view.js';

type Role = 'batch' | 'running' | 'plain';

/** Digits that the panel shows: five for statistics, six for sums, four for affine parameters (visual.md, Numbers). */
const STATISTIC = 5;
/** All that a float32 holds, where two of them cancel. */
const SINGLE = 9;
const SUM = 6;
const AFFINE = 4;

/** Collects the numbers of formulas in one typed array, in which NaN and infinities survive the way to the panel. */
export class TermValues {
  readonly #values: number[] = [];

  /** A result: its index. */
  add(value: number): number {
    return this.#values.push(value) - 1;
  }

  batch(value: number): Term {
    return this.#term(value, 'batch', STATISTIC);
  }

  running(value: number): Term {
    return this.#term(value, 'running', STATISTIC);
  }

  plain(value: number): Term {
    return this.#term(value, 'plain', STATISTIC);
  }

  sum(value: number): Term {
    return this.#term(value, 'plain', SUM);
  }

  single(value: number): Term {
    return this.#term(value, 'plain', SINGLE);
  }

  affine(value: number): Term {
    return this.#term(value, 'plain', AFFINE);
  }

  toArray(): Float64Array {
    return Float64Array.from(this.#values);
  }

  #term(value: number, role: Role, digits: number): Term {
    return { value: this.add(value), role, digits };
  }
}
