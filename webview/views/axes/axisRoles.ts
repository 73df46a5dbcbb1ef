import type { AxisRole } from '../../../src/session/index.js';
import { defaultAxes, withAxis, type SliceAxes } from '../../charts/sliceAxes.js';

/** How an axis appears in the picture of the output. */
export type AxisPlace = 'rows' | 'columns' | 'index';

export const roleHints: Readonly<Record<AxisRole, string>> = {
  batch: 'Each entry is a sample; mini-batches are cut along this axis',
  channels: 'Each entry has a mean and a variance of its own, and γ and β',
  passes: 'Time: each entry is a pass of its own, such as a training step; they run one after the other',
  position: 'Places within a sample, such as height and width; statistics are taken over them',
};

export const placeHints: Readonly<Record<AxisPlace, string>> = {
  rows: 'Runs down the picture of the output',
  columns: 'Runs across the picture of the output',
  index: 'One entry at a time; step through them at the output',
};

export function placeOf({ row, column }: SliceAxes, axis: number): AxisPlace {
  return axis === row ? 'rows' : axis === column ? 'columns' : 'index';
}

/** The picture with an axis put where it is asked for; whatever was there makes room. */
export function withPlace(axes: SliceAxes, axis: number, place: AxisPlace, rank: number): SliceAxes {
  if (place === 'rows') return withAxis(axes, 'row', axis);
  if (place === 'columns') return withAxis(axes, 'column', axis);
  if (axis === axes.row) return { ...axes, row: null };
  if (axis !== axes.column) return axes;
  if (axes.row !== null) return { row: null, column: axes.row };
  const others = Array.from({ length: rank }, (_, other) => other).filter((other) => other !== axis);
  return { row: null, column: others.at(-1) ?? axis };
}

/** The axes that the picture shows. */
export function shownAxes(chosen: SliceAxes | null, rank: number, channelAxis: number): SliceAxes {
  return chosen ?? defaultAxes(rank, channelAxis);
}
