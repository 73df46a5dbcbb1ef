import type { NamedState } from '../statesOf.js';
import { scalesOf } from './scales.js';

/** All channels of one layer, [channels] each; null where the layer has none. */
export interface StateChannels {
  readonly eps: number;
  readonly gamma: Float64Array | null;
  readonly beta: Float64Array | null;
  readonly mean: Float64Array | null;
  readonly variance: Float64Array | null;
  readonly scale: Float64Array | null;
  /** Channels, furthest from the median first, NaN before all. */
  readonly order: Uint32Array;
  /** γ and the running variance in the file that it is compared with. */
  readonly other?: { readonly gamma: Float64Array | null; readonly variance: Float64Array };
}

/** @param other the same layer in the other file, of the same size; null where there is none */
export function channelsOfState(
  now: NamedState & { readonly channels: number },
  other: NamedState | null,
): StateChannels {
  const { gamma, beta, runningMean, runningVar } = now.state;
  const scales = scalesOf(now);
  const distance = (channel: number): number => {
    const away = scales ? Math.abs(Math.log(scales.values[channel] / scales.median)) : 0;
    return Number.isNaN(away) ? Infinity : away;
  };
  const distances = Float64Array.from({ length: now.channels }, (_, channel) => distance(channel));
  const order = Uint32Array.from(distances.keys()).sort((a, b) =>
    distances[a] === distances[b] ? a - b : distances[b] - distances[a],
  );
  const variance = other?.state.runningVar;
  return {
    eps: now.layer.convention.eps,
    gamma,
    beta,
    mean: runningMean,
    variance: runningVar,
    scale: scales?.values ?? null,
    order,
    ...(variance?.length === now.channels && { other: { gamma: other?.state.gamma ?? null, variance } }),
  };
}
