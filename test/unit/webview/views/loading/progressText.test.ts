import { describe, expect, it } from 'vitest';
import { progressShare, progressText, shareText } from '../../../../../webview/views/loading/progressText.js';

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
