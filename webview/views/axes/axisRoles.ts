import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { ProgramSettings } from '../../../src/session/index.js';
import { defaultAxes, withAxis, type SliceAxes } from '../../charts/sliceAxes.js';

/** What an axis counts. */
export type AxisRole = 'batch' | 'channels' | 'passes' | 'position';
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

/** The axes of a file: those of one pass's tensor, and the one that counts the passes. */
export interface FileAxes {
  readonly shape: readonly number[];
  readonly passAxis: number | null;
  /** Counted among the axes of one pass's tensor. */
  readonly channelAxis: number;
  readonly batchAxis: number;
}

export function fileAxes({ input, settings }: Pick<SessionSnapshot, 'input' | 'settings'>): FileAxes {
  const { channelAxis, batchAxis } = settings;
  return {
    shape: input.passes?.shape ?? input.shape,
    passAxis: input.passes?.axis ?? null,
    channelAxis,
    batchAxis,
  };
}

/** An axis of the file among those of one pass's tensor; null for the one that counts the passes. */
export function axisInPass(axis: number, passAxis: number | null): number | null {
  if (passAxis === null || axis < passAxis) return axis;
  return axis === passAxis ? null : axis - 1;
}

/** The role of each axis of a file. */
export function rolesOf({ shape, passAxis, channelAxis, batchAxis }: FileAxes): readonly AxisRole[] {
  return shape.map((_, axis) => {
    const own = axisInPass(axis, passAxis);
    if (own === null) return 'passes';
    return own === channelAxis ? 'channels' : own === batchAxis ? 'batch' : 'position';
  });
}

/** The roles that an axis may be given. Batch and channels go to another axis by that one's menu. */
export function offeredRoles(axes: FileAxes, axis: number): readonly AxisRole[] {
  const role = rolesOf(axes)[axis];
  if (role === 'passes') return ['passes', 'position'];
  const passes = axes.shape.length > 2 ? (['passes'] as const) : [];
  return role === 'position' ? ['batch', 'channels', ...passes, 'position'] : ['batch', 'channels', ...passes];
}

/** What is changed to give a role to an axis; batch and channels change places where one takes the other's. */
export function roleChange(axes: FileAxes, axis: number, role: AxisRole): ProgramSettings {
  const { shape, passAxis, channelAxis, batchAxis } = axes;
  const own = axisInPass(axis, passAxis);
  // The last axis stays the last when a tensor has one less or one more.
  const rank = shape.length - (passAxis === null ? 0 : 1);
  const last = channelAxis === rank - 1 && rank > 2 ? { channelAxis: -1 } : {};
  if (role === 'passes') return { passAxis: axis, ...last };
  if (own === null) return { passAxis: null, ...last };
  if (role === 'channels') return { channelAxis: own, batchAxis: own === batchAxis ? channelAxis : batchAxis };
  if (role === 'batch') return { batchAxis: own, channelAxis: own === channelAxis ? batchAxis : channelAxis };
  return {};
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
