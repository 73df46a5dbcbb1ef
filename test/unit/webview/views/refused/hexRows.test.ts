import { describe, expect, it } from 'vitest';
import { failureText } from '../../../../../webview/views/refused/failureText.js';
import { findingPlace } from '../../../../../webview/views/findings/findingPlace.js';
import { hexRows } from '../../../../../webview/views/refused/hexRows.js';
import {
  positionText,
  progressShare,
  progressText,
  shareText,
} from '../../../../../webview/views/transport/positionText.js';
import { chartOrange } from '../../../../../webview/kit/theme.js';
import { snapshotOf } from '../../store/fakeLink.js';

describe('the position', () => {
  it('says pass, stage and what comes', () => {
    const at = positionText(snapshotOf({ cursor: { pass: 10, stage: 4 } }));
    expect(at).toEqual({
      pass: 'Pass 11',
      of: ' of 13',
      stage: 'stage 5 of 6: update running mean',
      next: 'next pass: train batch_11.npy',
    });
  });

  it('says that no pass has run', () => {
    const at = positionText(snapshotOf({ shown: null, computed: 0, cursor: { pass: 0, stage: null } }));
    expect([at.pass, at.of, at.stage]).toEqual(['No pass has run', '', null]);
  });

  it('says that the program has ended', () => {
    expect(positionText(snapshotOf({ next: null })).next).toBe('the program has ended');
  });
});

describe('progress', () => {
  const reading = { what: 'reading acts.npy', bytes: 412e6, totalBytes: 1024e6, pass: 0, passes: 1, secondsLeft: null };
  it('counts in the unit of the whole', () => {
    expect(progressText(reading)).toBe('reading acts.npy, 412 of 1,024\u00a0MB');
    expect(progressText({ ...reading, bytes: 400, totalBytes: 9000 })).toBe(
      'reading acts.npy, 400 of 9,000\u00a0bytes',
    );
    expect(progressShare(reading)).toBeCloseTo(412 / 1024, 12);
  });

  it('counts passes where there are several', () => {
    const running = { ...reading, pass: 2, passes: 12 };
    expect(progressText(running)).toBe('reading acts.npy, 412 of 1,024\u00a0MB, pass 3 of 12');
    expect(progressShare(running)).toBeCloseTo((2 + 412 / 1024) / 12, 12);
  });

  it('tells the time that is left where it is known and worth telling', () => {
    expect(progressText({ ...reading, secondsLeft: 2.3 })).toBe(
      'reading acts.npy, 412 of 1,024\u00a0MB, 2\u00a0s left',
    );
    expect(progressText({ ...reading, secondsLeft: 200 })).toMatch(/, 3\u00a0min left$/);
    expect(progressText({ ...reading, secondsLeft: 0.2 })).not.toMatch(/left/);
  });

  it('tells the bytes alone where the whole is not known', () => {
    expect(progressText({ ...reading, totalBytes: 0 })).toBe('reading acts.npy, 412\u00a0MB');
  });

  it('never calls a part the whole', () => {
    expect([0.001, 0.316, 0.9999].map(shareText)).toEqual(['first 1\u00a0%', 'first 31\u00a0%', 'first 99\u00a0%']);
  });

  it('has no share where the whole is not known', () => {
    expect(progressShare({ ...reading, totalBytes: 0 })).toBeNull();
  });
});

it.each([
  [{ pass: 6, lastPass: 6, channel: 22 }, 'Channel 22, pass 7'],
  [{ pass: 8, lastPass: 12, channel: 37 }, 'Channel 37, passes 9–13'],
  [{ pass: 0, lastPass: 12, channel: 5 }, 'Channel 5, all passes'],
  [{ pass: 0, lastPass: 12 }, 'All channels'],
  [{ pass: 3, lastPass: 3 }, 'All channels, pass 4'],
])('a finding at %o is placed at %s', (place, text) => {
  const finding = { rule: 'r', severity: 'error', label: '', message: '', remedy: '', weight: 1, ...place } as const;
  expect(findingPlace(finding, 13)).toBe(text);
});

describe('the bytes of a refused file', () => {
  const data = Uint8Array.from({ length: 20 }, (_, at) => 0x38 + at);
  it('stand in rows of sixteen with the culprit marked', () => {
    const rows = hexRows({ from: 16, data, markFrom: 18, markTo: 20 });
    expect(rows.map(({ offset, bytes }) => [offset, bytes.length])).toEqual([
      ['0010', 16],
      ['0020', 4],
    ]);
    expect(rows[0].bytes.map(({ isMarked }) => isMarked).indexOf(true)).toBe(2);
    expect(
      rows
        .flatMap(({ bytes }) => bytes.filter(({ isMarked }) => isMarked))
        .map(({ text }) => text)
        .join(''),
    ).toBe(':;');
  });

  it('are copied with everything else', () => {
    const text = failureText({
      title: 'acts.npy cannot be read',
      message: "acts.npy: header at byte 10: descr '<f3' is not a NumPy dtype",
      refusal: {
        file: 'acts.npy',
        place: 'header at byte 10',
        problem: "descr '<f3'",
        expected: 'a dtype',
        found: "'<f3'",
        bytes: { from: 0, data: Uint8Array.of(0x93, 0x4e), markFrom: 0, markTo: 1 },
        code: 'np.save(…)',
      },
    });
    expect(text.split('\n')).toEqual([
      'acts.npy cannot be read',
      "acts.npy: header at byte 10: descr '<f3' is not a NumPy dtype",
      'Expected: a dtype',
      "Found: '<f3'",
      '0000  93 4e  ·N',
      'np.save(…)',
    ]);
  });
});

it.each([
  ['rgba(234, 92, 0, 0.33)', '#d18616'],
  ['', '#d18616'],
  ['#ea5c0054', '#d18616'],
  ['#ff8800', '#ff8800'],
  [' rgb(255, 136, 0)', 'rgb(255, 136, 0)'],
])('the orange of a theme that says %s is %s', (theme, orange) => {
  expect(chartOrange(theme)).toBe(orange);
});
