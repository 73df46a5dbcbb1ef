import { describe, expect, it } from 'vitest';
import { failureText } from '../../../../../webview/views/refused/failureText.js';
import { hexRows } from '../../../../../webview/views/refused/hexRows.js';

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
