import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { viewOf } from '../../../../../src/session/views/viewOf.js';
import { exampleSession, normalBatch, tensor, withValues } from '../exampleSession.js';

const listing = { sort: { column: 'gap', descending: true }, filter: '', range: null } as const;
const { session, access } = exampleSession([
  // Means 1, 10, 4 of variances 1, 1, 1: against running means of .1, 1, .4.
  ['train', tensor([2, 3], [0, 9, 3, 2, 11, 5])],
]);

describe('the order of a table', () => {
  test('is that of its column, and says what its pictures range over', async () => {
    const order = await viewOf(session, 'channelOrder', { pass: 0, ...listing }, access);
    expect([...order.channels]).toEqual([1, 2, 0]);
    expect(order.objection).toBeNull();
    expect(order.axis.to).toBeGreaterThan(9);
  });

  test('holds what passes filter and range', async () => {
    const of = (filter: string, range: readonly [number, number] | null = null) =>
      viewOf(session, 'channelOrder', { pass: 0, ...listing, filter, range }, access);
    expect([...(await of('mean > 3')).channels]).toEqual([1, 2]);
    expect([...(await of('mean > 3', [2, 3])).channels]).toEqual([2]);
    expect([...(await of('pass == 1 and count == 2 and momentum < 0.5 and eps < 1e-4')).channels]).toHaveLength(3);
  });

  test('says what is wrong with a filter, which hides nothing', async () => {
    const order = await viewOf(session, 'channelOrder', { pass: 0, ...listing, filter: 'gap >' }, access);
    expect(order.channels).toHaveLength(3);
    expect(order.objection).toContain('"gap >" is not a filter');
  });
});

describe('some rows of a table', () => {
  test('are the numbers of those channels, and where they stand', async () => {
    const whole = await viewOf(session, 'table', { pass: 0 }, access);
    const rows = await viewOf(session, 'table', { pass: 0, rows: { ...listing, from: 1, to: 9 } }, access);
    expect([rows.channels, rows.firstRow, ...rows.channel]).toEqual([3, 1, 2, 0]);
    for (const name of ['mean', 'var', 'min', 'max', 'runningMean', 'runningVar', 'gamma', 'beta', 'gap'] as const) {
      expect([...rows[name]]).toEqual([whole[name][2], whole[name][0]]);
    }
  });

  test('can be named by their channels', async () => {
    const rows = await viewOf(session, 'table', { pass: 0, channels: [1] }, access);
    expect([...rows.channel, ...rows.mean]).toEqual([1, 10]);
    const request = viewOf(session, 'table', { pass: 0, channels: [3] }, access);
    await expect(request).rejects.toThrow('channel 3: the batch has channels 0 to 2');
  });

  test('of a step of 65,536 channels take what is in sight, not what there is', async () => {
    const wide = exampleSession([['train', withValues(normalBatch([2, 65_536], 1), { 7: NaN })]]);
    const request = { pass: 0, rows: { ...listing, from: 0, to: 768 } };
    const rows = await viewOf(wide.session, 'table', request, wide.access);
    expect(serialize(rows).byteLength).toBeLessThan(100_000);
    // NaN comes first, and is marked.
    expect([rows.channel[0], rows.severity[0]]).toEqual([7, 3]);
  });
});
