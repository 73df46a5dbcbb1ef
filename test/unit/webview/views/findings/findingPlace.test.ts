import { expect, it } from 'vitest';
import { findingPlace } from '../../../../../webview/views/findings/findingPlace.js';

it.each([
  [{ pass: 6, lastPass: 6, channel: 22 }, 'Channel 22, pass 7'],
  [{ pass: 8, lastPass: 12, channel: 37 }, 'Channel 37, passes 9–13'],
  [{ pass: 0, lastPass: 12, channel: 5 }, 'Channel 5, all passes'],
  [{ pass: 0, lastPass: 12 }, 'All channels'],
  [{ pass: -1, lastPass: -1, channel: 5 }, 'Channel 5, initial state'],
  [{ pass: -1, lastPass: 8, channel: 5 }, 'Channel 5, start to pass 9'],
  [{ pass: -1, lastPass: 12 }, 'All channels, from the start'],
  [{ pass: 3, lastPass: 3 }, 'All channels, pass 4'],
])('a finding at %o is placed at %s', (place, text) => {
  const finding = {
    rule: 'r',
    severity: 'error',
    known: 0,
    label: '',
    message: '',
    remedy: '',
    weight: 1,
    ...place,
  } as const;
  expect(findingPlace(finding, 13)).toBe(text);
});
