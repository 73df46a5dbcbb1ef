import { expect, it } from 'vitest';
import { shareText } from '../../../../webview/kit/shareText.js';

it('shares have a decimal below ten percent', () => {
  expect([0, 0.0001, 0.041, 0.0999, 0.5].map(shareText)).toEqual(['0 %', '< 0.1 %', '4.1 %', '10 %', '50 %']);
});
