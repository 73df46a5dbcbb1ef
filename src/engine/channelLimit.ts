import { EngineError } from './engineError.js';

/**
 * Every pass keeps a dozen numbers of each channel, whatever little the tensor has of it: at so many, 80 MB. A tensor with
 * more has something else on that axis.
 */
export const mostChannels = 2 ** 20;

/** A tensor with more channels than statistics are kept for. */
export class TooManyChannelsError extends EngineError {
  /** @param axes that would do as the channels' */
  constructor(
    message: string,
    readonly axes: readonly number[],
  ) {
    super(message);
  }
}

/**
 * @param channelAxis counted from 0
 * @throws TooManyChannelsError
 */
export function checkChannelCount(shape: readonly number[], channelAxis: number): void {
  const channels = shape[channelAxis];
  if (channels <= mostChannels) return;
  const axes = [...shape.keys()].filter((axis) => shape[axis] <= mostChannels);
  const sizes = axes.map((axis) => `axis ${axis} has ${shape[axis]} entries`);
  const found = `shape [${shape.join(', ')}]: ${channels} channels on axis ${channelAxis}`;
  throw new TooManyChannelsError([`${found}, expected at most ${mostChannels}`, ...sizes].join('; '), axes);
}

/**
 * @param count of statistics over the batch alone: one for each position of all the other axes
 * @throws EngineError
 */
export function checkPositionCount(shape: readonly number[], count: number): void {
  if (count <= mostChannels) return;
  const found = `shape [${shape.join(', ')}]: statistics over the batch alone, one for each of ${count} positions`;
  throw new EngineError(`${found}, expected at most ${mostChannels}`);
}
