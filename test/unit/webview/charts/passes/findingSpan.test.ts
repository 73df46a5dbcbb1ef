import { expect, it } from 'vitest';
import { spanOnAxis } from '../../../../../webview/charts/passes/findingSpan.js';
import { columnLeft, passAxis } from '../../../../../webview/charts/passes/passAxis.js';

const axis = passAxis(600, 13, null);
const zoomed = passAxis(600, 13, [4, 8]);
const end = (on: typeof axis, pass: number): number => columnLeft(on, pass) + on.columnWidth;

it('covers the columns from the first to the last pass', () => {
  expect(spanOnAxis(axis, { pass: 8, lastPass: 11 }, true)).toEqual([columnLeft(axis, 8), end(axis, 11)]);
});

it('begins with the initial state where that has a column, for what is in it', () => {
  expect(spanOnAxis(axis, { pass: -1, lastPass: 2 }, true)).toEqual([axis.left, end(axis, 2)]);
  expect(spanOnAxis(axis, { pass: -1, lastPass: -1 }, true)).toEqual([axis.left, axis.left + axis.columnWidth]);
  expect(spanOnAxis(axis, { pass: -1, lastPass: 2 }, false)).toEqual([columnLeft(axis, 0), end(axis, 2)]);
  expect(spanOnAxis(axis, { pass: -1, lastPass: -1 }, false)).toBeNull();
});

it('ends where a zoomed axis does', () => {
  expect(spanOnAxis(zoomed, { pass: -1, lastPass: 12 }, true)).toEqual([columnLeft(zoomed, 4), end(zoomed, 7)]);
  expect(spanOnAxis(zoomed, { pass: 8, lastPass: 12 }, true)).toBeNull();
});
