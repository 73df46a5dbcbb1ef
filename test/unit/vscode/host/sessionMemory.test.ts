import { describe, expect, test } from 'vitest';
import type { Memento, Uri } from 'vscode';
import type { TextStore } from '../../../../src/vscode/host/longPrograms.js';
import { SessionMemory } from '../../../../src/vscode/host/sessionMemory.js';
import { memento } from './memento.js';

const remembered = (pass: number) => ({ program: { steps: [{ train: 'a.npy' }] }, cursor: { pass, stage: null } });
const uri = (name: string): Uri => Object.assign(Object.create(null) as Uri, { toString: () => `file:///${name}` });

test('a session is recalled by its document', async () => {
  const memory = new SessionMemory(memento());
  await memory.remember(uri('a'), remembered(1));
  await memory.remember(uri('b'), remembered(2));
  expect(await memory.recall(uri('a'))).toEqual(remembered(1));
  expect(await memory.recall(uri('c'))).toBeUndefined();
});

test('only the most recently changed sessions are kept', async () => {
  const stored = memento();
  const memory = new SessionMemory(stored, undefined, 2);
  await memory.remember(uri('a'), remembered(1));
  await memory.remember(uri('b'), remembered(1));
  await memory.remember(uri('a'), remembered(2));
  await memory.remember(uri('c'), remembered(1));
  expect(await memory.recall(uri('b'))).toBeUndefined();
  expect(await memory.recall(uri('a'))).toEqual(remembered(2));
  expect(stored.size).toBe(3);
});

test('a session that is forgotten leaves nothing behind', async () => {
  const stored = memento();
  const memory = new SessionMemory(stored);
  await memory.remember(uri('a'), remembered(1));
  await memory.forget(uri('a'));
  expect(await memory.recall(uri('a'))).toBeUndefined();
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
  expect((await memory.recall(uri('a')))?.cursor.pass).toBe(3);
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
  expect((await memory.recall(uri('a')))?.cursor.pass).toBe(3);
  await memory.remember(uri('a'), { ...remembered(3), program, allowed: ['file:///b'] });
  await memory.remember(uri('a'), remembered(4));
  expect(written.filter((key) => key.startsWith('batchnorm.session:'))).toHaveLength(3);
  // Another window of the same workspace, or the next life of this one.
  expect(await new SessionMemory(stored).recall(uri('a'))).toEqual(remembered(4));
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
    expect((await memory.recall(uri('a')))?.branches).toEqual(branches(...names));
  }
  await memory.remember(uri('a'), { program, cursor });
  expect((await memory.recall(uri('a')))?.branches).toBeUndefined();
});

describe('a long program', () => {
  const long = (passes: number) => ({
    program: { steps: Array.from({ length: passes }, () => ({ train: 'a.npy' })) },
    cursor: { pass: passes, stage: null },
  });

  function setup(capacity?: number) {
    const texts = new Map<string, string>();
    const stored = memento();
    /** Characters of all that is kept, whenever some of it is written: VS Code sends all. */
    const sent: number[] = [];
    const watched = {
      ...stored,
      update: async (key: string, value: unknown) => {
        await stored.update(key, value);
        sent.push(JSON.stringify(stored.keys().map((one) => stored.get(one))).length);
      },
    } as Memento;
    const store: TextStore = {
      read: (name) => Promise.resolve(texts.get(name)),
      write: (name, text) => Promise.resolve(void texts.set(name, text)),
      remove: (name) => Promise.resolve(void texts.delete(name)),
    };
    return { memory: new SessionMemory(watched, store, capacity), stored, store, texts, sent };
  }

  test('is not sent with its steps: a pass, or a step back, writes as much whatever the history', async () => {
    const { memory, texts, sent, stored, store } = setup();
    await memory.remember(uri('a'), long(10_000));
    sent.length = 0;
    const next = { ...long(10_001), stamp: 'then', allowed: ['file:///b'] };
    await memory.remember(uri('a'), next);
    await memory.remember(uri('a'), { ...next, cursor: { pass: 9_999, stage: null } });
    expect(sent).toHaveLength(3);
    expect(Math.max(...sent)).toBeLessThan(250);
    expect([...texts]).toHaveLength(1);
    const recalled = { ...next, cursor: { pass: 9_999, stage: null } };
    expect(await memory.recall(uri('a'))).toEqual(recalled);
    // The next life of the window.
    const later = new SessionMemory(stored, store);
    expect(await later.recall(uri('a'))).toEqual(recalled);
    await later.remember(uri('a'), long(10_002));
    expect(await later.recall(uri('a'))).toEqual(long(10_002));
    expect([...texts]).toHaveLength(1);
  });

  test('takes its branches along', async () => {
    const { memory, texts } = setup();
    const { program } = remembered(0);
    const branches = { current: 'eps 1 at pass 2', others: [{ name: 'original', program: long(200).program }] };
    await memory.remember(uri('a'), { ...remembered(1), program, branches });
    expect([...texts]).toHaveLength(1);
    expect(await memory.recall(uri('a'))).toEqual({ ...remembered(1), branches });
  });

  test('leaves no text behind when it is short, forgotten, or not among the last any more', async () => {
    const { memory, texts } = setup(2);
    await memory.remember(uri('a'), long(200));
    await memory.remember(uri('a'), remembered(1));
    expect(texts.size).toBe(0);
    expect(await memory.recall(uri('a'))).toEqual(remembered(1));
    await memory.remember(uri('a'), long(200));
    await memory.forget(uri('a'));
    expect(texts.size).toBe(0);
    await memory.remember(uri('a'), long(200));
    await memory.remember(uri('b'), remembered(1));
    await memory.remember(uri('c'), remembered(1));
    expect(texts.size).toBe(0);
    expect(await memory.recall(uri('a'))).toBeUndefined();
  });

  test('whose text is gone, or none any more, is not recalled', async () => {
    const { memory, texts } = setup();
    await memory.remember(uri('a'), long(200));
    const [name] = texts.keys();
    for (const text of ['{"program":{"st', 'null', '[]']) {
      texts.set(name, text);
      expect(await memory.recall(uri('a'))).toBeUndefined();
    }
    texts.delete(name);
    expect(await memory.recall(uri('a'))).toBeUndefined();
  });
});
