import { expect, test } from 'vitest';
import { alarmsAmong } from '../../faults/runHealthy.js';

// `node test/faults/run.mjs` runs a thousand.
test.each([1, 26, 51, 76])('25 healthy programs are told nothing, from seed %d on', async (from) => {
  const lines: string[] = [];
  await alarmsAmong(from, 25, (line) => lines.push(line));
  expect(lines).toEqual([]);
});
