import { expect, test } from 'vitest';
import type { Memento, Uri } from 'vscode';
import { SessionMemory } from '../../../../src/vscode/host/sessionMemory.js';
import { memento } from './memento.js';

const remembered = (pass: number) => ({ program: { steps: [{ train: 'a.npy' }] }, cursor: { pass, stage: null } });
const uri = (name: string): Uri => Object.assign(Object.create(null) as Uri, { toString: () => `file:///${name}` });

test('a session is recalled by its document', async () => {
  const memory = new SessionMemory(memento());
  await memory.remember(uri('a'), remembered(1));
  await memory.remember(uri('b'), remembered(2));
  expect(memory.recall(uri('a'))).toEqual(remembered(1));
  expect(memory.recall(uri('c'))).toBeUndefined();
});

test('only the most recently changed sessions are kept', async () => {
  const stored = memento();
  const memory = new SessionMemory(stored, 2);
  await memory.remember(uri('a'), remembered(1));
  await memory.remember(uri('b'), remembered(1));
  await memory.remember(uri('a'), remembered(2));
  await memory.remember(uri('c'), remembered(1));
  expect(memory.recall(uri('b'))).toBeUndefined();
  expect(memory.recall(uri('a'))).toEqual(remembered(2));
  expect(stored.size).toBe(3);
});

test('a session that is forgotten leaves nothing behind', async () => {
  const stored = memento();
  const memory = new SessionMemory(stored);
  await memory.remember(uri('a'), remembered(1));
  await memory.forget(uri('a'));
  expect(memory.recall(uri('a'))).toBeUndefined();
  expect(stored.get('batchnorm.sessions')).toEqual([]);
});

test('two steps at once leave the later one', async () => {
  const stored = memento();
  const slow = {
    ...stored,
    update: async (key: string, value: unknown) => {
      // The first, larger one takes longer.
      if (key.startsWith('batchnorm.session:')) await new Promise((resolve) => setTimeout(resolve, 5));
      await stored.update(key, value);
    },
  } as Memento;
  const memory = new SessionMemory(slow);
  const { program } = remembered(0);
  await Promise.all([1, 2, 3].map((pass) => memory.remember(uri('a'), { ...remembered(pass), program })));
  expect(memory.recall(uri('a'))?.cursor.pass).toBe(3);
});

test('a step writes where the session stands, and no program again', async () => {
  const stored = memento();
  const written: string[] = [];
  const watched = {
    ...stored,
    update: (key: string, value: unknown) => {
      written.push(key);
      return stored.update(key, value);
    },
  } as Memento;
  const memory = new SessionMemory(watched);
  const { program } = remembered(0);
  await memory.remember(uri('a'), { ...remembered(1), program });
  await memory.remember(uri('a'), { ...remembered(2), program });
  await memory.remember(uri('a'), { ...remembered(3), program });
  expect(written.filter((key) => key.startsWith('batchnorm.session:'))).toHaveLength(1);
  expect(memory.recall(uri('a'))?.cursor.pass).toBe(3);
  await memory.remember(uri('a'), { ...remembered(3), program, allowed: ['file:///b'] });
  await memory.remember(uri('a'), remembered(4));
  expect(written.filter((key) => key.startsWith('batchnorm.session:'))).toHaveLength(3);
  // Another window of the same workspace, or the next life of this one.
  expect(new SessionMemory(stored).recall(uri('a'))).toEqual(remembered(4));
});

test('branches are written where they are others', async () => {
  const memory = new SessionMemory(memento());
  const { program, cursor } = remembered(1);
  const branches = (...names: string[]) => ({
    current: 'eps 1 at pass 2',
    others: names.map((name) => ({ name, program })),
  });
  for (const names of [['original'], ['original', 'eps 2 at pass 3'], ['eps 2 at pass 3']]) {
    await memory.remember(uri('a'), { program, cursor, branches: branches(...names) });
    expect(memory.recall(uri('a'))?.branches).toEqual(branches(...names));
  }
  await memory.remember(uri('a'), { program, cursor });
  expect(memory.recall(uri('a'))?.branches).toBeUndefined();
});
