import { describe, expect, test } from 'vitest';
import {
  columnAt,
  columnLeft,
  columnsBetween,
  drawnRow,
  movedColumn,
  stepAxis,
} from '../../../../../webview/views/model/stepAxis.js';
import { keptColumn, selectionOf } from '../../../../../webview/views/model/modelSelection.js';
import { initialModelUi } from '../../../../../webview/store/modelUi.js';
import { findingFor, layerFor, modelFor } from './modelFor.js';

describe('the axis of steps', () => {
  test('has columns of whole pixels, at most 48', () => {
    expect(stepAxis(504, 126, null)).toMatchObject({ columnWidth: 4, width: 504 });
    expect(stepAxis(504, 3, null)).toMatchObject({ columnWidth: 48, width: 144 });
  });

  test('finds each column where it is drawn', () => {
    for (const axis of [stepAxis(504, 126, null), stepAxis(100, 1000, null), stepAxis(300, 126, [20, 60])]) {
      for (let pixel = 0; pixel < axis.drawn; pixel++) {
        const column = columnAt(axis, pixel * axis.columnWidth) ?? -1;
        expect(columnLeft(axis, column)).toBe(pixel * axis.columnWidth);
      }
    }
  });

  test('knows the columns that a brush covers, also those that share its last pixel', () => {
    const axis = stepAxis(300, 126, [20, 60]);
    const width = axis.columnWidth;
    expect(columnsBetween(axis, 0, axis.width)).toEqual([20, 60]);
    expect(columnsBetween(axis, width * 2 + 1, width * 5)).toEqual([22, 26]);
    expect(columnsBetween(stepAxis(100, 1000, null), 10, 19)).toEqual([100, 200]);
  });

  test('shows the largest magnitude where columns share a pixel, NaN before all, and nothing where there is no pass', () => {
    const axis = stepAxis(3, 6, null);
    const { values, masked } = drawnRow(axis, [0.1, -0.9, NaN, 5, 7, 7], [1, 1, 1, 1, 0, 0]);
    expect([...values.slice(0, 2)]).toEqual([-0.9, NaN]);
    expect([...masked]).toEqual([0, 0, 1]);
  });

  test('is gone along by column, or by eval pass', () => {
    const { columns } = modelFor([]);
    expect(movedColumn(columns, 0, 1, false)).toBe(1);
    expect(movedColumn(columns, 0, 1, true)).toBe(2);
    expect(movedColumn(columns, 0, -1, false)).toBe(0);
  });
});

describe('the selection', () => {
  const model = modelFor([layerFor('a'), layerFor('b')], { findings: [findingFor('b', { pass: 1 })] });

  test('begins where the first finding does, else at the last step', () => {
    expect(selectionOf(model, initialModelUi)).toEqual({ layer: 1, column: 1, finding: 0 });
    expect(selectionOf({ ...model, findings: [] }, initialModelUi)).toEqual({ layer: 0, column: 3, finding: null });
  });

  test('stays on the last step when more come', () => {
    const ui = { ...initialModelUi, layer: 'a', column: keptColumn(model, 3) };
    const grown = { ...model, columns: { steps: new Float64Array(9), modes: new Uint8Array(9) } };
    expect(selectionOf(grown, ui).column).toBe(8);
    expect(selectionOf(grown, { ...ui, column: keptColumn(model, 1) }).column).toBe(1);
  });
});
