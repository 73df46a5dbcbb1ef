import { expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/vscode/emitter.js';

test('listeners hear until they are disposed, or the source is', () => {
  const emitter = new Emitter<number>();
  const [one, other] = [vi.fn(), vi.fn()];
  const listening = emitter.event(one);
  emitter.event(other);
  emitter.fire(1);
  listening.dispose();
  emitter.fire(2);
  emitter.dispose();
  emitter.fire(3);
  expect(one.mock.calls).toEqual([[1]]);
  expect(other.mock.calls).toEqual([[1], [2]]);
});

test('a function that listens twice hears twice, and ends each for itself', () => {
  const emitter = new Emitter<string>();
  const hear = vi.fn();
  const [first] = [emitter.event(hear), emitter.event(hear)];
  emitter.fire('a');
  first.dispose();
  emitter.fire('b');
  expect(hear.mock.calls).toEqual([['a'], ['a'], ['b']]);
});

test('all hear in the order in which it happened, also of what a listener sets off', () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  emitter.event((value) => {
    heard.push(`first ${value}`);
    if (value === 1) emitter.fire(2);
  });
  emitter.event((value) => heard.push(`second ${value}`));
  emitter.fire(1);
  expect(heard).toEqual(['first 1', 'second 1', 'first 2', 'second 2']);
});

test('one that is disposed by another hears no more', () => {
  const emitter = new Emitter<null>();
  const hear = vi.fn();
  emitter.event(() => later.dispose());
  const later = emitter.event(hear);
  emitter.fire(null);
  expect(hear).not.toHaveBeenCalled();
});

test('one listener’s mistake is told, and keeps nothing from the others', async () => {
  const emitter = new Emitter<null>();
  const hear = vi.fn();
  emitter.event(() => {
    throw new Error('a mistake');
  });
  emitter.event(hear);
  // Vitest listens, too, and would take it for its own.
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  try {
    const told = new Promise((resolve) => process.once('unhandledRejection', resolve));
    emitter.fire(null);
    expect(hear).toHaveBeenCalledOnce();
    expect(await told).toEqual(new Error('a mistake'));
  } finally {
    for (const listener of listeners) process.on('unhandledRejection', listener);
  }
});
