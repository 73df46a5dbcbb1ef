import { expect, test } from 'vitest';
import { leastWithin, twoMeans } from '../../../../src/session/findings/twoMeans.js';
import { normalNumbers } from '../views/exampleSession.js';

test('no two groups leave less within them than the bound says; it lets two kinds pass, and no normal numbers', () => {
  const next = normalNumbers(7);
  let normal = 0;
  for (let round = 0; round < 300; round++) {
    const kind = [0, 1, 5, 1e-9, 1e12][round % 5];
    const values = Float64Array.from({ length: 6 + (round % 59) }, (_, at) => next() + (at % 3 === 0 ? kind : 0));
    const within = twoMeans(values.slice().sort())?.within ?? NaN;
    const least = leastWithin(values);
    expect(least).toBeLessThanOrEqual(within + 1e-9);
    if (kind === 0 && values.length > 40 && least > 0.2) normal += 1;
    if (kind === 5) expect(least).toBeLessThan(0.2);
  }
  expect(normal).toBeGreaterThan(10);
  expect(leastWithin(new Float64Array(8).fill(3))).toBe(0);
});
