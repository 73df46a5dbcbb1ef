import { describe, expect, it } from 'vitest';
import { currentIndex } from '../../../../webview/store/pickedValue.js';
import { images, ui } from './outputSnapshot.js';

describe('the value that is explained', () => {
  it('is the one under the mouse, else the picked one in the selected channel', () => {
    expect(currentIndex({ ...ui, hoverIndex: [1, 2, 3, 4], picked: [0, 0, 6, 9] }, images)).toEqual([1, 2, 3, 4]);
    expect(currentIndex({ ...ui, picked: [0, 5, 6, 9] }, images)).toEqual([0, 37, 6, 9]);
    expect(currentIndex(ui, images)).toEqual([0, 37, 0, 0]);
  });
});
