import { expect, test } from 'vitest';
import { LeastRecent } from '../../../../src/session/batches/leastRecent.js';

const ofNumbers = (mostBytes: number) => new LeastRecent<number>(mostBytes, (bytes) => bytes);

test('what was used longest ago goes first', () => {
  const held = ofNumbers(10);
  held.set('a', 4);
  held.set('b', 4);
  held.get('a');
  held.set('c', 4);
  expect([held.get('a'), held.get('b'), held.get('c')]).toEqual([4, undefined, 4]);
});

test('what was set last is kept, however large it is, and alone where it is too large', () => {
  const held = ofNumbers(10);
  held.set('a', 4);
  held.set('b', 40);
  expect([held.get('a'), held.get('b')]).toEqual([undefined, 40]);
  held.set('c', 4);
  expect([held.get('b'), held.get('c')]).toEqual([undefined, 4]);
});

test('a value that is set again counts once', () => {
  const held = ofNumbers(10);
  held.set('a', 4);
  for (let i = 0; i < 5; i++) held.set('b', 6);
  expect([held.get('a'), held.get('b')]).toEqual([4, 6]);
});
