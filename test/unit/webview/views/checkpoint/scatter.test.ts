import { expect, test } from 'vitest';
import { dotsOf, equalScale, powerText, scatterOf } from '../../../../../webview/views/checkpoint/scatter.js';

const channels = {
  eps: 1e-4,
  gamma: Float64Array.of(1, 0.5, 0),
  beta: null,
  mean: null,
  variance: Float64Array.of(1, 4, -1),
  scale: null,
  order: Uint32Array.of(0, 1, 2),
};

test('the axes hold √eps and what there is; what is 0 or no number lies at their edges', () => {
  const scatter = scatterOf(channels, 100, 100);
  expect(scatter.x.low).toBeLessThan(-2);
  expect(scatter.x.high).toBeGreaterThan(Math.log10(2));
  const [x, y] = scatter.at(1, 1);
  const [wide, low] = scatter.at(4, 0.5);
  expect(wide).toBeGreaterThan(x);
  expect(low).toBeGreaterThan(y);
  expect(scatter.at(-1, 0)).toEqual([0, 100]);
});

test('a line of equal scale goes through what is scaled so, and is level where eps decides', () => {
  const scatter = scatterOf(channels, 480, 100);
  const points = equalScale(scatter, 1 / Math.sqrt(1 + 1e-4), 1e-4)
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number));
  const [x, y] = scatter.at(1, 1);
  const nearest = points.reduce((best, point) => (Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best));
  expect(Math.abs(nearest[1] - y)).toBeLessThan(6);
  const rise = (at: number) => points[at][1] - points[at + 1][1];
  expect(rise(0)).toBeLessThan(rise(40) / 2);
});

test('dots on one place are one', () => {
  expect(
    dotsOf(
      [
        [1, 2],
        [1.2, 2.1],
        [9, 9],
      ].map(([x, y]) => [x, y] as const),
    ),
  ).toBe('M1 2h0M9 9h0');
});

test.each([
  [0.001, '1e-3'],
  [0.01, '0.01'],
  [0.30000000000000004, '0.3'],
  [10, '10'],
  [1e5, '1e5'],
])('%f is %s', (value, text) => {
  expect(powerText(value)).toBe(text);
});
