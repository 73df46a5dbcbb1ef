import type { Layer, LayerState } from '../../../../engine/index.js';
import type { Rule } from '../../rule.js';
import { seeChannels, tellChannels, type LeftOvers } from './ofChannels.js';
import { seeLayer, tellLayer, untouched, type LayerStart } from './ofLayer.js';
import { thresholds, type StartLimits } from './thresholds.js';

interface Memory {
  readonly layer: Layer;
  readonly initial: LayerState;
  readonly limits: StartLimits;
  readonly channels: LeftOvers;
  /** Null where the layer does not start as its convention says, or never moves. */
  readonly whole: LayerStart | null;
}

/**
 * Running values that are still part of what the layer started with: for all channels, how much; for a channel that is
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
    whole: untouched(layer, initial),
  }),

  see({ layer, initial, limits, channels, whole }, look) {
    seeChannels(channels, look, layer, initial, limits);
    if (whole) seeLayer(whole, look, layer, limits);
  },

  tell: ({ layer, initial, channels, whole }, limits) => [
    tellChannels(channels, layer, initial, limits),
    ...(whole ? tellLayer(whole, layer, limits) : []),
  ],
};
