import { expect, test } from 'vitest';
import { columnSizes, fitColumns, heatLeft } from '../../../../../webview/views/model/gridColumns.js';

const hidden = (width: number) => {
  const { spark, initial, mode, off } = fitColumns(width, 64).columns;
  return Object.entries({ spark, initial, mode, off }).flatMap(([name, has]) => (has ? [] : [name]));
};

test('columns are left out in order where there is no room: sparkline, initial, mode, channels off', () => {
  expect(hidden(983)).toEqual([]);
  expect([hidden(740), hidden(700), hidden(660), hidden(608)]).toEqual([
    ['spark'],
    ['spark', 'initial'],
    ['spark', 'initial', 'mode'],
    ['spark', 'initial', 'mode', 'off'],
  ]);
});

test('in a panel of 1280 pixels 126 steps are 4 pixels wide', () => {
  expect(Math.floor(fitColumns(983, 64).heat / 126)).toBe(4);
});

test('the heat map begins where the grid has it', () => {
  const { columns } = fitColumns(983, 64);
  const [icon, name] = columnSizes(columns, 504).split(' ').map(parseFloat);
  expect(heatLeft(columns)).toBe(icon + 4 + name + 4);
});
