import { expect, test } from 'vitest';
import { once } from '../../../src/vscode/once.js';

test('makes something when it is first asked for, and hands out the same from then on', async () => {
  let made = 0;
  const thing = once(async () => Promise.resolve({ number: (made += 1) }));
  expect(made).toBe(0);
  const first = thing();
  expect(thing()).toBe(first);
  expect((await first).number).toBe(1);
  expect(await thing()).toBe(await first);
});

test('tries again what could not be made', async () => {
  let tries = 0;
  const thing = once(async () => {
    tries += 1;
    await Promise.resolve();
    if (tries === 1) throw new Error('too many files are open');
    return tries;
  });
  const first = thing();
  expect(thing()).toBe(first);
  await expect(first).rejects.toThrow('too many files');
  expect(await thing()).toBe(2);
  expect(await thing()).toBe(2);
});
