import type { SessionSnapshot } from '../../src/protocol/index.js';
import type { UiState } from './uiState.js';

/**
 * The value that arithmetic and output are about: the one under the mouse, else the picked one moved into the selected
 * channel, else the first of the channel.
 */
export function currentIndex(
  { hoverIndex, picked, sliceIndex, channels }: UiState,
  { input, settings }: SessionSnapshot,
): readonly number[] {
  if (hoverIndex) return hoverIndex;
  const index = picked ?? sliceIndex ?? input.shape.map(() => 0);
  return index.map((at, axis) => (axis === settings.channelAxis ? channels[0] : at));
}
