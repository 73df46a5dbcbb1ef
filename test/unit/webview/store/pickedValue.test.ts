import { describe, expect, it } from 'vitest';
import type { SessionSnapshot } from '../../../../src/protocol/index.js';
import { currentIndex } from '../../../../webview/store/pickedValue.js';
import { initialUi, type UiState } from '../../../../webview/store/uiState.js';

const ui: UiState = { ...initialUi, channels: [37] };
// Only what the output view reads.
const snapshot = (shape: readonly number[], channelAxis = 1, shown: number | null = 0): SessionSnapshot =>
  ({
    input: { shape },
    settings: { channelAxis },
    shown,
    passes: [{ status: 'computed' }],
  }) as unknown as SessionSnapshot;
const images = snapshot([64, 48, 14, 14]);

describe('the value that is explained', () => {
  it('is the one under the mouse, else the picked one in the selected channel', () => {
    expect(currentIndex({ ...ui, hoverIndex: [1, 2, 3, 4], picked: [0, 0, 6, 9] }, images)).toEqual([1, 2, 3, 4]);
    expect(currentIndex({ ...ui, picked: [0, 5, 6, 9] }, images)).toEqual([0, 37, 6, 9]);
    expect(currentIndex(ui, images)).toEqual([0, 37, 0, 0]);
  });
});
