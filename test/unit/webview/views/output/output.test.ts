import { describe, expect, it } from 'vitest';
import {
  indexAt,
  farMean,
  outputModel,
  outputScales,
  placeOf,
  sliceText,
} from '../../../../../webview/views/output/outputModel.js';
import { moveInSlice, sliceTable } from '../../../../../webview/views/output/outputText.js';
import { images, snapshot, ui } from '../../store/outputSnapshot.js';

describe('the slice of the output view', () => {
  it('is the selected channel of the chosen sample', () => {
    const model = outputModel(images, { ...ui, sliceIndex: [3, 0, 0, 0] }, 359, 1);
    expect(sliceText(model)).toBe('[3, 37, h\u00a0↓, w\u00a0→]');
    expect(model.request).toMatchObject({ pass: 0, rowAxis: 2, columnAxis: 3, index: [3, 37, 0, 0] });
  });

  it('shows the window that holds the selected channel where channels are an axis of it', () => {
    const model = outputModel(snapshot([8, 4096]), { ...ui, channels: [700] }, 359, 1);
    const { maxColumns } = model.size;
    expect(model.index[1] % maxColumns).toBe(0);
    expect(model.index[1]).toBeLessThanOrEqual(700);
    expect(model.index[1] + maxColumns).toBeGreaterThan(700);
  });

  it('finds a value by its place, and the place by its value', () => {
    const model = outputModel(images, ui, 359, 1);
    const slice = { rows: 14, columns: 14 };
    expect(indexAt(model, 6, 9)).toEqual([0, 37, 6, 9]);
    expect(placeOf(model, slice, [0, 37, 6, 9])).toEqual({ row: 6, column: 9 });
    expect(placeOf(model, slice, [1, 37, 6, 9])).toBeNull();
    expect(placeOf(model, slice, [0, 37, 14, 0])).toBeNull();
  });

  it('is walked over with the arrow keys, from the picked value on', () => {
    const model = outputModel(images, ui, 359, 1);
    const slice = { rows: 14, columns: 14 };
    const picked = [0, 37, 13, 9];
    expect(moveInSlice(model, slice, null, picked, 'ArrowDown')).toEqual(picked);
    expect(moveInSlice(model, slice, picked, picked, 'ArrowDown')).toEqual(picked);
    expect(moveInSlice(model, slice, picked, picked, 'ArrowLeft')).toEqual([0, 37, 13, 8]);
    expect(moveInSlice(model, slice, picked, picked, 'x')).toBeNull();
  });
});

describe('colour scales of the output view', () => {
  const slice = {
    rows: 1,
    columns: 3,
    x: Float64Array.of(-1, 2, 5.3),
    normalized: null,
    y: Float64Array.of(-1.5, 0, NaN),
    shape: [1, 1, 1, 3],
  };

  it('are one for both, so that equal colours are equal numbers', () => {
    const { x, y } = outputScales(slice, false, null, () => '');
    expect(x).toBe(y);
    expect(x.limit).toBe(6);
  });

  it('are own ones around the mean where that dwarfs the spread', () => {
    expect([farMean(12_003, 1), farMean(2, 1), farMean(-0.42, 0)]).toEqual([12_003, null, null]);
    const { x, y } = outputScales({ ...slice, x: Float64Array.of(12_001, 12_003, 12_006) }, true, 12_003, () => '');
    expect([x.middle, x.limit, y.middle, y.limit]).toEqual([12_003, 3, 0, 2]);
  });
});

it('the table of a slice says index and values', () => {
  const model = outputModel(snapshot([2, 1, 1, 2]), { ...ui, channels: [0] }, 359, 1);
  const values = {
    rows: 1,
    columns: 2,
    x: Float64Array.of(1, NaN),
    normalized: null,
    y: Float64Array.of(2, 3),
    shape: [2, 1, 1, 2],
  };
  const table = sliceTable(model, values);
  expect(table.heads).toEqual(['h, w', 'x', 'y']);
  expect([0, 1].map(table.row)).toEqual([
    ['0, 0', '1', '2'],
    ['0, 1', 'NaN', '3'],
  ]);
  expect(table.rowCount).toBe(2);
});
