import { defaultAxes, withAxis, type SliceAxes } from './charts/sliceWindow.js';

/** What an axis counts. */
export type AxisRole = 'batch' | 'channels' | 'position';
/** How an axis appears in the picture of the output. */
export type AxisPlace = 'rows' | 'columns' | 'index';

export const roleHints: Readonly<Record<AxisRole, string>> = {
  batch: 'Each entry is a sample; mini-batches are cut along this axis',
  channels: 'Each entry has a mean and a variance of its own, and γ and β',
  position: 'Places within a sample, such as time or height and width; statistics are taken over them',
};

export const placeHints: Readonly<Record<AxisPlace, string>> = {
  rows: 'Runs down the picture of the output',
  columns: 'Runs across the picture of the output',
  index: 'One entry at a time; step through them at the output',
};

/** The role of each axis of a batch. */
export function rolesOf(rank: number, channelAxis: number): readonly AxisRole[] {
  return Array.from({ length: rank }, (_, axis) =>
    axis === channelAxis ? 'channels' : axis === 0 ? 'batch' : 'position',
  );
}

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
