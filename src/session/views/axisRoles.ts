import type { ProgramSettings } from '../program/index.js';

/** What an axis counts. */
export type AxisRole = 'batch' | 'channels' | 'passes' | 'position';

/** An axis of a file. */
export interface AxisView {
  readonly size: number;
  readonly role: AxisRole;
  /** The same axis of one pass's tensor; null for the one that counts the passes. */
  readonly inPass: number | null;
  /** The roles that it may be given, its own among them, and what is changed for that. */
  readonly choices: readonly { readonly role: AxisRole; readonly settings: ProgramSettings }[];
}

/** The axes of a file: those of one pass's tensor, and the one that counts the passes. */
export interface FileAxes {
  readonly shape: readonly number[];
  readonly passAxis: number | null;
  /** Counted among the axes of one pass's tensor. */
  readonly channelAxis: number;
  readonly batchAxis: number;
}

export function axisViews(axes: FileAxes): readonly AxisView[] {
  return axes.shape.map((size, axis) => {
    const role = roleOf(axes, axis);
    const choices = offeredRoles(axes, role).map((other) => ({ role: other, settings: roleChange(axes, axis, other) }));
    return { size, role, inPass: axisInPass(axis, axes.passAxis), choices };
  });
}

function axisInPass(axis: number, passAxis: number | null): number | null {
  if (passAxis === null || axis < passAxis) return axis;
  return axis === passAxis ? null : axis - 1;
}

function roleOf({ passAxis, channelAxis, batchAxis }: FileAxes, axis: number): AxisRole {
  const own = axisInPass(axis, passAxis);
  if (own === null) return 'passes';
  return own === channelAxis ? 'channels' : own === batchAxis ? 'batch' : 'position';
}

/** Batch and channels go to another axis by that one's menu. */
function offeredRoles({ shape }: FileAxes, role: AxisRole): readonly AxisRole[] {
  if (role === 'passes') return ['passes', 'position'];
  const passes = shape.length > 2 ? (['passes'] as const) : [];
  return role === 'position' ? ['batch', 'channels', ...passes, 'position'] : ['batch', 'channels', ...passes];
}

/** Batch and channels change places where one takes the other's. */
function roleChange({ shape, passAxis, channelAxis, batchAxis }: FileAxes, axis: number, role: AxisRole) {
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
