import { arrayOf, type Environment, type Value } from '../../../../src/session/expressions/index.js';

/** Three channels of a pass, with a batch [2, 3, 4] whose elements count up from 0. */
export const passOf3: Readonly<Record<string, Value>> = {
  x: arrayOf(
    Array.from({ length: 24 }, (_, index) => index),
    [2, 3, 4],
  ),
  ...{ mean: arrayOf([1, 2, 6]), var: arrayOf([4, 0, NaN]), min: arrayOf([-1, 2, -Infinity]), max: arrayOf([3, 2, 9]) },
  ...{ running_mean: arrayOf([0, 1, 2]), running_var: arrayOf([1, 4, 9]), gamma: arrayOf([1, 1, -1]) },
  ...{ gap: arrayOf([1, 0.5, -2]), nonFinite: arrayOf([0, 0, 3]), channel: arrayOf([0, 1, 2]) },
  warning: arrayOf([0, 1, 0], [3], 'boolean'),
  ...{ count: 8, eps: 1e-5, num_batches_tracked: 12, pass: 13 },
};

export function environmentOf(values: Readonly<Record<string, Value>> = passOf3): Environment {
  return { lookup: (name) => values[name] };
}

/** A value as it is written: arrays by their elements in C order. */
export function plain(value: Value): unknown {
  if (typeof value !== 'object') return value;
  const size = value.shape.reduce((product, length) => product * length, 1);
  return Array.from({ length: size }, (_, index) =>
    value.element === 'boolean' ? value.at(index) !== 0 : value.at(index),
  );
}
