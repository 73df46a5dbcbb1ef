import { expect, test } from 'vitest';
import { alarmsAmong } from '../../faults/runHealthy.js';

// `node test/faults/run.mjs` runs a thousand.
test.each([1, 26, 51, 76])('25 healthy programs are told nothing, from seed %d on', async (from) => {
  const lines: string[] = [];
  await alarmsAmong(from, 25, (line) => lines.push(line));
  expect(lines).toEqual([]);
});

// Blank samples beside a few that fire, samples that fire as a whole, one value of heavy tails in many thousands.
test.each([509, 715, 792, 876])('chance that once looked like a fault is told nothing: program %d', async (seed) => {
  const lines: string[] = [];
  await alarmsAmong(seed, 1, (line) => lines.push(line));
  expect(lines).toEqual([]);
});
