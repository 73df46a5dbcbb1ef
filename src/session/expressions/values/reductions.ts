import { sizeOf, type Operand } from './value.js';

/** A number from all elements of an operand, NaN among them. */
export type Reduction = (operand: Operand) => number;

/** Sum with the rounding errors carried along (Neumaier 1974). */
export const sum: Reduction = (operand) => total(operand, (value) => value);

/** NaN of nothing, as torch.mean. */
export const mean: Reduction = (operand) => sum(operand) / sizeOf(operand);

/** Unbiased, as torch.var: divided by N − 1, so NaN of a single value. In two passes, so that nothing cancels. */
export const variance: Reduction = (operand) => {
  const size = sizeOf(operand);
  const center = mean(operand);
  const squares = total(operand, (value) => (value - center) ** 2);
  // What the mean was rounded by (Chan, Golub, LeVeque 1983).
  const rest = total(operand, (value) => value - center);
  return size > 1 ? (squares - (rest * rest) / size) / (size - 1) : NaN;
};

/** NaN where one is among the elements, as torch.min. */
export const least: Reduction = (operand) =>
  elementAt(
    operand,
    extremeIn(operand, (value, best) => value < best),
  );

/** NaN where one is among the elements, as torch.max. */
export const greatest: Reduction = (operand) =>
  elementAt(
    operand,
    extremeIn(operand, (value, best) => value > best),
  );

/** Place in the flattened array of the first least element, of the first NaN where there is one, as torch.argmin. */
export const placeOfLeast: Reduction = (operand) => extremeIn(operand, (value, best) => value < best);

/** Place in the flattened array of the first greatest element, of the first NaN where there is one, as torch.argmax. */
export const placeOfGreatest: Reduction = (operand) => extremeIn(operand, (value, best) => value > best);

/** 1 where some element is not 0; the rest is not looked at. */
export const some: Reduction = (operand) => Number(has(operand, (value) => value !== 0));

/** 1 where no element is 0. */
export const every: Reduction = (operand) => Number(!has(operand, (value) => value === 0));

function has(operand: Operand, test: (value: number) => boolean): boolean {
  const size = sizeOf(operand);
  for (let index = 0; index < size; index++) if (test(elementAt(operand, index))) return true;
  return false;
}

function total(operand: Operand, term: (value: number) => number): number {
  const size = sizeOf(operand);
  let sum = 0;
  let lost = 0;
  for (let index = 0; index < size; index++) {
    const value = term(elementAt(operand, index));
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  // What infinities lose is NaN, and nothing.
  return Number.isFinite(sum) ? sum + lost : sum;
}

function extremeIn(operand: Operand, isBetter: (value: number, best: number) => boolean): number {
  const size = sizeOf(operand);
  let place = 0;
  let best = elementAt(operand, 0);
  for (let index = 0; index < size; index++) {
    const value = elementAt(operand, index);
    if (Number.isNaN(value)) return index;
    if (isBetter(value, best)) [place, best] = [index, value];
  }
  return place;
}

function elementAt(operand: Operand, index: number): number {
  return typeof operand === 'number' ? operand : operand.at(index);
}
