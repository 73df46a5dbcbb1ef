import { expect, test } from 'vitest';
import { TaskQueue } from '../../../src/vscode/taskQueue.js';

test('tasks begin when those before them have ended, and one that fails tells only who gave it', async () => {
  const queue = new TaskQueue();
  const said: string[] = [];
  let end = (): void => undefined;
  const first = queue.run(async () => {
    await new Promise<void>((resolve) => (end = resolve));
    said.push('first');
  });
  const second = queue.run(() => Promise.reject(new Error('no')));
  const third = queue.run(() => Promise.resolve(said.push('third')));
  await new Promise((resolve) => setTimeout(resolve));
  expect(said).toEqual([]);
  end();
  await first;
  await expect(second).rejects.toThrow('no');
  expect([await third, said]).toEqual([2, ['first', 'third']]);
});
