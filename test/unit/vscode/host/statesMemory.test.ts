import { expect, test } from 'vitest';
import type { Uri } from 'vscode';
import { StatesMemory } from '../../../../src/vscode/host/statesMemory.js';
import { memento } from './memento.js';

const uriOf = (text: string) => Object.assign(Object.create(null) as Uri, { toString: () => text });
const uri = uriOf('file:///w/acts.npz');

test('a list that is shown and what is compared are remembered beside each other, and forgotten one by one', async () => {
  const kept = memento();
  const memory = new StatesMemory(kept);
  await memory.list(uri, true);
  await memory.remember(uri, { against: 'file:///w/then.npz' });
  expect([memory.isListed(uri), memory.recall(uri)]).toEqual([true, { against: 'file:///w/then.npz' }]);
  await memory.list(uri, false);
  expect([memory.isListed(uri), memory.recall(uri)]).toEqual([false, { against: 'file:///w/then.npz' }]);
  await memory.list(uri, true);
  await memory.remember(uri, {});
  expect([memory.isListed(uri), memory.recall(uri)]).toEqual([true, {}]);
  await memory.list(uri, false);
  expect(kept.get('batchnorm.states')).toEqual([]);
});

test('of many documents those that were changed last are remembered', async () => {
  const memory = new StatesMemory(memento());
  for (let at = 0; at < 51; at++) await memory.list(uriOf(`file:///w/${at}.npz`), true);
  expect([0, 1, 50].map((at) => memory.isListed(uriOf(`file:///w/${at}.npz`)))).toEqual([false, true, true]);
});

test('layers that were made to follow chosen rules are remembered beside those, unless their programs are long', async () => {
  const memory = new StatesMemory(memento());
  const [short, long] = [1, 1000].map((steps) => ({
    steps: Array.from({ length: steps }, () => ({ train: 'a.npy' })),
  }));
  const led = { program: short, edits: 2 };
  await memory.remember(uri, { rules: { eps: 1 } });
  await memory.keepLed(
    uri,
    new Map([
      ['bn1', led],
      ['bn2', { program: long, edits: 1 }],
    ]),
  );
  expect([...memory.led(uri)]).toEqual([['bn1', led]]);
  await memory.list(uri, true);
  await memory.remember(uri, {});
  expect([memory.isListed(uri), memory.recall(uri), [...memory.led(uri).keys()]]).toEqual([true, {}, ['bn1']]);
  await memory.keepLed(uri, new Map());
  await memory.list(uri, false);
  expect([...memory.led(uri)]).toEqual([]);
});
