import { expect, test } from 'vitest';
import { columnNorms } from '../../../../src/session/views/columnNorms.js';

test('the length of a column is that of a vector', () => {
  expect([...columnNorms(Float64Array.of(3, 0, 4, 1), 2)]).toEqual([5, 1]);
});
