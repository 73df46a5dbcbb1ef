import { expect, test } from 'vitest';
import { checkedCall } from '../../../../src/protocol/index.js';
import { viewOf } from '../../../../src/session/index.js';
import { exampleSession, normalBatch } from './exampleSession.js';

const { session, access } = exampleSession([
  ['train', normalBatch([32, 2, 4], 1)],
  ['train', normalBatch([32, 2, 4], 2)],
  ['eval', normalBatch([32, 2, 4], 3)],
]);

test('the gap of all channels and that of one are asked for as the panel asks', async () => {
  const all = { name: 'gap', request: { pass: 2, input: 'pass' } } as const;
  expect(checkedCall(all)).toEqual(all);
  const split = await viewOf(session, 'gap', all.request, access);
  if (split.kind !== 'split') throw new Error(split.why);
  const table = await viewOf(session, 'table', { pass: 2 }, access);
  expect([...split.gap]).toEqual([...table.gap]);
  expect(split.counts).toEqual({ train: 2, eval: 1 });

  const one = { name: 'channelGap', request: { pass: 2, input: 'train', channel: 1 } } as const;
  expect(checkedCall(one)).toEqual(one);
  const { steps } = await viewOf(session, 'channelGap', one.request, access);
  expect(steps?.isSplit).toBe(true);
});

test('another input than there is, is refused', () => {
  expect(() => checkedCall({ name: 'gap', request: { pass: 2, input: 'all' } })).toThrow(/view gap, input/);
});
