import { expect, it } from 'vitest';
import { chartOrange } from '../../../../webview/kit/theme.js';

it.each([
  ['rgba(234, 92, 0, 0.33)', '#d18616'],
  ['', '#d18616'],
  ['#ea5c0054', '#d18616'],
  ['#ff8800', '#ff8800'],
  [' rgb(255, 136, 0)', 'rgb(255, 136, 0)'],
])('the orange of a theme that says %s is %s', (theme, orange) => {
  expect(chartOrange(theme)).toBe(orange);
});
