import { expect, test } from 'vitest';
import { bySeverity, severities, severityOfRank, severityRank } from '../../../src/session/severity.js';

test('severities are listed worst first', () => {
  expect(severities).toEqual(['error', 'warning', 'info']);
  expect((['info', 'error', 'warning', 'error'] as const).toSorted(bySeverity)).toEqual([
    'error',
    'error',
    'warning',
    'info',
  ]);
});

test('a number for a severity is larger where it is worse, and leads back to it', () => {
  const all = [null, 'info', 'warning', 'error'] as const;
  expect(all.map(severityRank)).toEqual([0, 1, 2, 3]);
  expect([0, 1, 2, 3].map(severityOfRank)).toEqual([null, 'info', 'warning', 'error']);
});
