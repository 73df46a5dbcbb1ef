import type { Layer } from '../../engine/index.js';
import type { Checkpoint } from './checkpoint.js';
import type { LayerFacts } from './layerFacts.js';
import type { StateThen } from './moved.js';
import type { ScannedModel } from './scannedModel.js';

/** The state of a layer at the end of a recording, or as a checkpoint has it. */
export interface NamedState extends StateThen {
  readonly layer: Layer;
}

/** By name, of the layers that could be read. */
export function statesOfCheckpoint({ layers }: Checkpoint): ReadonlyMap<string, NamedState> {
  return new Map(layers.filter(({ problem }) => problem === undefined).map((layer) => [layer.name, layer]));
}

/** After the last pass: as the process had it where it was recorded, otherwise as it is computed. */
export function statesOfModel({ model, scans }: ScannedModel): ReadonlyMap<string, NamedState> {
  const states = new Map<string, NamedState>();
  model.layers.forEach((layer, index) => {
    const facts = scans[index]?.facts;
    if (layer.kind !== 'ready' || !facts) return;
    states.set(layer.name, { layer: layer.session.layer, ...lastState(facts, layer.session.initial) });
  });
  return states;
}

function lastState({ state, last, lastTracked }: LayerFacts, initial: NamedState['state']): StateThen {
  return {
    state: {
      ...(state ?? initial),
      ...(last && { runningMean: last.mean, runningVar: last.variance }),
      ...(lastTracked !== null && { numBatchesTracked: lastTracked }),
    },
    hasCounter: lastTracked !== null,
  };
}
