import type { LayerChannels } from '../../../src/session/index.js';
import { isWorse } from './stepAxis.js';

/** [columns]: of these channels the largest |gap|, NaN before all. */
export function worstOf({ gap: gaps }: LayerChannels, columns: number, from: number, to: number): Float32Array {
  const worst = gaps.slice(from * columns, (from + 1) * columns);
  for (let channel = from + 1; channel < to; channel++) {
    for (let at = 0; at < columns; at++) {
      const value = gaps[channel * columns + at];
      if (isWorse(value, worst[at])) worst[at] = value;
    }
  }
  return worst;
}

/** Of these channels the one with the largest |gap| in a column. */
export function worstIn(
  { gap: gaps }: LayerChannels,
  columns: number,
  column: number,
  from: number,
  to: number,
): number {
  let worst = from;
  for (let channel = from + 1; channel < to; channel++) {
    if (isWorse(gaps[channel * columns + column], gaps[worst * columns + column])) worst = channel;
  }
  return worst;
}

/** `0, 10, 20, 31`: round numbers, and the last. */
export function channelTicks(channels: number): readonly number[] {
  const every = channels <= 4 ? 1 : 10 ** Math.ceil(Math.log10(channels / 8));
  const round = Array.from({ length: Math.ceil(channels / every) }, (_, index) => index * every);
  return [...new Set([...round, channels - 1])];
}

/** From the last backwards, those that keep their distance, in rows. */
export function spaced(ticks: readonly number[], rowOf: (channel: number) => number, least: number): readonly number[] {
  const kept: number[] = [];
  for (const tick of ticks.toReversed()) {
    const before = kept.at(-1);
    if (before === undefined || rowOf(before) - rowOf(tick) >= least) kept.push(tick);
  }
  return kept;
}
