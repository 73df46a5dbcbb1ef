import type { ChannelTable } from '../../../../../src/session/index.js';

/** A table of `channels` channels that says nothing unless it is told to. */
export function tableOf(channels: number, columns: Partial<ChannelTable> = {}): ChannelTable {
  const zeros = (): Float64Array => new Float64Array(channels);
  return {
    channels,
    firstRow: 0,
    channel: Uint32Array.from({ length: channels }, (_, channel) => channel),
    mean: zeros(),
    var: zeros().fill(1),
    min: zeros(),
    max: zeros(),
    nonFinite: new Uint32Array(channels),
    runningMean: zeros(),
    runningVar: zeros().fill(1),
    gamma: zeros().fill(1),
    beta: zeros(),
    gap: zeros(),
    severity: new Uint8Array(channels),
    ...columns,
  };
}
