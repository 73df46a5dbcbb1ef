import { expect, test } from 'vitest';
import { crossSums } from '../../../src/engine/crossSums.js';
import type { Layout } from '../../../src/engine/index.js';

const count = 100;
const layout: Layout = { outer: count, groups: 1, inner: 1, channels: 1, groupsPerChannelStep: 1, count };
const unit = 2 ** -52;
/** A mean that no float64 is: 1 + unit/2. */
const between = { shift: Float64Array.of(1), remainder: Float64Array.of(unit / 2) };
/** Values around it. */
const around = Float64Array.from({ length: count }, (_, i) => 1 + (i % 2) * unit);

test('around two means between float64 values, cross sums have every digit', () => {
  expect(crossSums(around, between, around, between, true, layout)[0]).toBe((count * unit ** 2) / 4);
  const rows = { ...layout, outer: count / 2 };
  const halves = [around.subarray(0, count / 2), around.subarray(count / 2)];
  const sums = halves.map((half) => crossSums(half, between, half, between, true, rows)[0]);
  expect(sums).toEqual([(count * unit ** 2) / 8, (count * unit ** 2) / 8]);
});

test('around a running mean, what no float64 holds of it counts for all of g', () => {
  const g = new Float64Array(count).fill(3);
  const three = { shift: Float64Array.of(3), remainder: Float64Array.of(0) };
  const x = new Float64Array(count).fill(1);
  expect(crossSums(g, three, x, between, false, layout)[0]).toBe((-3 * count * unit) / 2);
  g[7] = Infinity;
  expect(crossSums(g, { ...three, shift: Float64Array.of(Infinity) }, around, between, false, layout)[0]).toBe(
    Infinity,
  );
});
