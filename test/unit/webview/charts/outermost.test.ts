import { expect, it } from 'vitest';
import { outermost } from '../../../../webview/charts/outermost.js';

const heights = [0, 3, -2, 5, 1];
const height = (at: number): number => heights[at];

it('keeps both ends, and the places where something is largest, each once and in order', () => {
  const places = [0, 1, 2, 3, 4];
  expect(outermost(places, height, (at) => -height(at))).toEqual([0, 2, 3, 4]);
  expect(outermost(places)).toEqual([0, 4]);
  expect(outermost([3], height)).toEqual([3]);
});
