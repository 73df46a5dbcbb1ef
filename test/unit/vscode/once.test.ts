import { expect, test } from 'vitest';
import { once } from '../../../src/vscode/once.js';

test('makes something when it is first asked for, and hands out the same from then on', () => {
  let made = 0;
  const thing = once(() => ({ number: (made += 1) }));
  expect(made).toBe(0);
  const first = thing();
  expect(thing()).toBe(first);
  expect(first.number).toBe(1);
});

test('undefined, too, is made once', () => {
  let made = 0;
  const nothing = once(() => void (made += 1));
  nothing();
  nothing();
  expect(made).toBe(1);
});
