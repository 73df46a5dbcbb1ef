import type { Layer, LayerState } from '../../../../engine/index.js';
import type { Rule } from '../../rule.js';
import { Starts } from '../../starts.js';
import { seeChannels, tellChannels, type LeftOvers } from './ofChannels.js';
import { seeLayer, tellLayer, untouched, type LayerStart } from './ofLayer.js';
import { thresholds, type StartLimits } from './thresholds.js';

interface Memory {
  /** As it was set last. */
  layer: Layer;
  readonly initial: LayerState;
  readonly limits: StartLimits;
  readonly channels: LeftOvers;
  /** Null where the running values do not start as the convention says, or never move. */
  readonly starts: Starts<LayerStart | null>;
}

/**
 * Running values that are still part of what they started with: for all channels, how much; for a channel that is
 * evaluated far off because of it, its numbers. Silent where the start was given, since a checkpoint's values are no guess.
 */
export const notConverged: Rule<Memory, typeof thresholds> = {
  id: 'not-converged',
  thresholds,
  link: 'https://github.com/tensorflow/tensorflow/issues/11965',
  explains: [],

  start: (layer, initial, limits) => ({
    layer,
    initial,
    limits,
    channels: new Map(),
    starts: new Starts(initial, (state) => untouched(layer, state)),
  }),

  see(memory, look) {
    const { limits, channels, starts } = memory;
    memory.layer = look.record.layer;
    seeChannels(channels, look, limits);
    const start = starts.see(look);
    if (start) seeLayer(start, look, limits);
  },

  tell: ({ layer, initial, channels, starts }, limits) => [
    tellChannels(channels, layer, initial, limits),
    ...starts.all.flatMap(({ about, pass }, index, { length }) =>
      about ? tellLayer(about, pass, index === length - 1, layer, limits) : [],
    ),
  ],
};
