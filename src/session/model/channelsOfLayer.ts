import { EngineError } from '../../engine/index.js';
import { meanGaps } from '../records/index.js';
import type { RunOptions } from '../run/index.js';
import type { OpenedModel } from './openModel.js';
import { scanLayer } from './scanLayer.js';
import type { LayerChannels } from './summary.js';

/**
 * The gaps of all channels of one layer, column by column: of several passes in one the largest.
 * @throws EngineError where there is no such layer, or it could not be opened; the signal's reason
 */
export async function channelsOfLayer(
  model: OpenedModel,
  index: number,
  options: RunOptions = {},
): Promise<LayerChannels> {
  const layer = model.layers.at(index);
  if (!layer) throw new EngineError(`layer ${index}: the model has ${model.layers.length}`);
  if (layer.kind === 'refused') throw new EngineError(`${layer.name}: ${layer.problem}`);
  const { channels, session } = layer;
  const columns = model.columns.steps.length;
  const ofPasses = model.ofPasses[index];
  const gap = new Float32Array(channels * columns);
  const own = new Float64Array(channels);
  let pass = -1;
  await scanLayer(session, ofPasses, columns, model.sources, {
    ...options,
    onRecord: ({ kind, moments, after, layer: as }) => {
      pass += 1;
      if (kind === 'refused' || moments.shift.length !== channels) return;
      meanGaps(moments, after, as, own);
      for (let channel = 0; channel < channels; channel++) {
        const at = channel * columns + ofPasses[pass];
        if (!(Math.abs(own[channel]) <= Math.abs(gap[at])) && !Number.isNaN(gap[at])) gap[at] = own[channel];
      }
    },
  });
  return { channels, gap };
}
