import { describe, expect, it } from 'vitest';
import { pictureSize, windowStart } from '../../../../../webview/views/output/pictureSize.js';

describe('pictures of a slice', () => {
  it('have the pixels of the target pictures', () => {
    expect(pictureSize(359, 14, 14, 2, 1)).toMatchObject({ cell: 9, isStacked: false });
    expect(pictureSize(447, 14, 14, 2, 1).cell).toBe(12);
    expect(pictureSize(359, 14, 14, 1, 1).cell).toBe(10);
  });

  it('stand one above the other where they are wide', () => {
    expect(pictureSize(359, 224, 224, 2, 1)).toMatchObject({ cell: 1, isStacked: true });
    expect(pictureSize(359, 32, 100, 2, 1)).toMatchObject({ cell: 2, isStacked: true });
  });

  it('show a window of what is larger than the view', () => {
    const { cell, maxRows, maxColumns } = pictureSize(359, 10_000, 4096, 2, 1);
    expect(cell).toBe(1);
    expect(maxRows).toBeLessThanOrEqual(260);
    expect(maxColumns).toBeLessThanOrEqual(260);
    expect(windowStart(600, maxColumns)).toBe(2 * maxColumns);
  });
});
