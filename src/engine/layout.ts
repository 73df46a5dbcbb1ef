import { checkChannelCount, checkPositionCount } from './channelLimit.js';
import type { Convention } from './convention.js';
import { EngineError } from './engineError.js';
import { elementCount } from './tensor.js';

/**
 * A tensor seen as `[outer, groups, inner]` in C order: statistics are taken over `outer` and `inner`, one set for
 * each group.
 *
 * With statistics over all axes but the channel's, a group is a channel. With statistics over axis 0 only
 * (makemore, linear-projection) a group is one position of all the other axes; `channelOfGroup` tells its channel.
 */
export interface Layout {
  readonly outer: number;
  readonly groups: number;
  readonly inner: number;
  /** C, the number of entries of gamma and beta. */
  readonly channels: number;
  /** Groups that follow one another in the same channel; 1 where the channel axis is the last of the grouped ones. */
  readonly groupsPerChannelStep: number;
  /** N, elements that each group's statistics are taken over: outer * inner. */
  readonly count: number;
}

/** The channel that a group's gamma and beta come from. */
export function channelOfGroup(layout: Pick<Layout, 'channels' | 'groupsPerChannelStep'>, group: number): number {
  return Math.floor(group / layout.groupsPerChannelStep) % layout.channels;
}

/**
 * `axis` counted from 0; a negative one counts from the end.
 * @throws EngineError for rank < 2, and where the shape has no such axis.
 */
export function resolveAxis(axis: number, shape: readonly number[], what = 'channel axis'): number {
  // A shape without two axes has more wrong with it than the axis that is asked for.
  if (shape.length < 2) {
    throw new EngineError(`shape ${show(shape)}: expected at least 2 axes (batch and channels), found ${shape.length}`);
  }
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= shape.length) {
    throw new EngineError(`${what} ${axis}: expected an axis of shape ${show(shape)}, which has ${shape.length}`);
  }
  return resolved;
}

/**
 * How a layer sees a tensor of this shape.
 * @throws EngineError for rank < 2, a zero-size axis, a channel or batch axis that the shape does not have, and for
 * statistics over a batch axis between others; TooManyChannelsError.
 */
export function layoutOf(shape: readonly number[], layer: LayoutRules): Layout {
  const axis = resolveAxis(layer.channelAxis, shape);
  const empty = shape.indexOf(0);
  if (empty >= 0)
    throw new EngineError(`shape ${show(shape)}: axis ${empty} has size 0, there is nothing to normalize`);
  const channels = shape[axis];
  checkChannelCount(shape, axis);
  if (layer.convention.statisticsAxes === 'all-but-channel') {
    const outer = elementCount(shape, 0, axis);
    const inner = elementCount(shape, axis + 1);
    return { outer, groups: channels, inner, channels, groupsPerChannelStep: 1, count: outer * inner };
  }
  const batch = resolveAxis(layer.batchAxis ?? 0, shape, 'batch axis');
  if (axis === batch) {
    throw new EngineError(
      `channel axis ${axis} of shape ${show(shape)}: statistics over axis ${axis} leave no channels on it`,
    );
  }
  const count = shape[batch];
  const groups = elementCount(shape.toSpliced(batch, 1));
  checkPositionCount(shape, groups);
  const groupsPerChannelStep = elementCount(shape.filter((_, other) => other > axis && other !== batch));
  const common = { groups, channels, groupsPerChannelStep, count };
  if (batch === 0) return { ...common, outer: count, inner: 1 };
  if (batch === shape.length - 1) return { ...common, outer: 1, inner: count };
  throw new EngineError(
    `batch axis ${batch} of shape ${show(shape)}: statistics over the batch alone need its axis to be the first or the last`,
  );
}

/** What of a layer decides on a layout. */
export interface LayoutRules {
  readonly convention: Pick<Convention, 'statisticsAxes'>;
  readonly channelAxis: number;
  /** That statistics over the batch alone are taken over. Default 0. */
  readonly batchAxis?: number;
}

/** `[64, 48, 14, 14]` */
export function show(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
