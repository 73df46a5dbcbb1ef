import { expect, test } from 'vitest';
import { isBeginning } from '../../../../src/session/records/index.js';

const [a, b, c] = [{}, {}, {}];

test.each([
  [[], [a], true],
  [[a, b], [a, b, c], true],
  [[a, b, c], [a, b], false],
  [[a, c], [a, b, c], false],
])('by the very entries: %#', (beginning, of, expected) => {
  expect(isBeginning(beginning, of)).toBe(expected);
});

test('of so many of them', () => {
  const list = [a, b, c];
  expect([isBeginning([a, c], list, 1), isBeginning(list, [a], 2), isBeginning(list, list, 3)]).toEqual([
    true,
    false,
    true,
  ]);
});
