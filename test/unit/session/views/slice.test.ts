import { describe, expect, test } from 'vitest';
import { forward } from '../../../../src/engine/index.js';
import { viewOf } from '../../../../src/session/views/viewOf.js';
import { exampleSession, normalBatch, type Example } from './exampleSession.js';

const SHAPE = [3, 4, 5, 6];
const BATCH: Example = ['train', normalBatch(SHAPE, 1, (c) => 10 * c)];
const { session, access } = exampleSession([BATCH], {
  state: { gamma: Float64Array.of(1, 2, 3, -4), beta: Float64Array.of(0, 1, 2, 3) },
});
const flat = (n: number, c: number, h: number, w: number): number => ((n * 4 + c) * 5 + h) * 6 + w;
const WHOLE = { pass: 0, maxRows: 100, maxColumns: 100 };

describe('slice', () => {
  test('shows the image of one sample and channel, before and after', async () => {
    const view = await viewOf(session, 'slice', { ...WHOLE, rowAxis: 2, columnAxis: 3, index: [2, 1, 0, 0] }, access);
    const output = forward(BATCH[1], session.initial, session.layer, 'train').output.values;
    expect([view.rows, view.columns]).toEqual([5, 6]);
    expect(view.shape).toEqual(SHAPE);
    for (let h = 0; h < 5; h++) {
      for (let w = 0; w < 6; w++) {
        expect(view.x[h * 6 + w]).toBe(BATCH[1].values[flat(2, 1, h, w)]);
        expect(view.y?.[h * 6 + w]).toBe(output[flat(2, 1, h, w)]);
        expect(((view.y?.[h * 6 + w] ?? NaN) - 1) / 2).toBeCloseTo(view.normalized?.[h * 6 + w] ?? NaN, 5);
      }
    }
  });

  test('takes any two axes, each value normalized by its own channel', async () => {
    const view = await viewOf(session, 'slice', { ...WHOLE, rowAxis: 1, columnAxis: 0, index: [0, 0, 4, 5] }, access);
    expect([view.rows, view.columns]).toEqual([4, 3]);
    expect(view.x[3 * 3 + 2]).toBe(BATCH[1].values[flat(2, 3, 4, 5)]);
    expect(Math.max(...(view.normalized ?? [NaN]).map(Math.abs))).toBeLessThan(5);
  });

  test('is a window that begins at the index and ends with the tensor', async () => {
    const request = { pass: 0, rowAxis: 2, columnAxis: 3, index: [0, 0, 3, 2], maxRows: 10, maxColumns: 3 };
    const view = await viewOf(session, 'slice', request, access);
    expect([view.rows, view.columns]).toEqual([2, 3]);
    expect(view.x[0]).toBe(BATCH[1].values[flat(0, 0, 3, 2)]);
  });

  test('of a single axis is one row', async () => {
    const view = await viewOf(
      session,
      'slice',
      { ...WHOLE, rowAxis: null, columnAxis: 1, index: [1, 0, 2, 2] },
      access,
    );
    expect([view.rows, view.columns]).toEqual([1, 4]);
    expect(view.x[2]).toBe(BATCH[1].values[flat(1, 2, 2, 2)]);
  });

  test('before the first pass there is nothing after', async () => {
    const fresh = exampleSession([BATCH], { run: 0 });
    const request = { ...WHOLE, pass: null, rowAxis: 2, columnAxis: 3, index: [0, 0, 0, 0] };
    const view = await viewOf(fresh.session, 'slice', request, fresh.access);
    expect([view.normalized, view.y]).toEqual([null, null]);
    expect(view.x).toHaveLength(30);
  });

  test('names an axis that is not there, and one that is asked for twice', async () => {
    const of = (rowAxis: number, columnAxis: number) =>
      viewOf(session, 'slice', { ...WHOLE, rowAxis, columnAxis, index: [0, 0, 0, 0] }, access);
    await expect(of(4, 0)).rejects.toThrow('axis 4: the tensor has shape [3, 4, 5, 6]');
    await expect(of(1, 1)).rejects.toThrow('axis 1 cannot be both rows and columns');
  });
});
