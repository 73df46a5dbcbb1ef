import { expect, it } from 'vitest';
import { memoryOrderOf } from '../../../../src/engine/emulation/memoryOrder.js';

it.each([
  [[64, 48], 1, 'rows'],
  [[64, 48, 1, 1], 1, 'rows'],
  [[64, 48, 14, 14], 1, 'planes'],
  [[1, 48, 14], 1, 'planes'],
  [[64, 14, 14, 48], 3, 'rows'],
  [[64, 14, 14, 48], -1, 'rows'],
  [[64, 14, 48], 2, 'strided'],
  [[64, 1, 48], 2, 'rows'],
  [[64, 14, 1], 2, 'planes'],
  [[4, 9, 5, 1], 2, 'rows'],
  [[4, 9, 5, 2], 2, 'strided'],
  [[4, 3, 5, 6, 48], 4, 'strided'],
  [[5, 640], 0, 'strided'],
  [[5, 1, 40], 0, 'planes'],
])('a tensor %j with its channels on axis %i lies in %s', (shape, axis, order) => {
  expect(memoryOrderOf(shape, axis)).toBe(order);
});
