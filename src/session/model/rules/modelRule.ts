import type { Layer } from '../../../engine/index.js';
import type { Finding } from '../../findings/index.js';
import type { LayerFacts } from '../layerFacts.js';

/** A layer as rules over several layers look at it. */
export interface RuledLayer {
  readonly name: string;
  readonly layer: Layer;
  readonly channels: number;
  readonly passes: number;
  readonly facts: LayerFacts;
}

/** What a rule over several layers says: of which layer, and what. */
export interface ToldOfLayer {
  /** Its place among the layers. */
  readonly layer: number;
  readonly finding: Finding;
}

export type ModelRule = (layers: readonly RuledLayer[]) => readonly ToldOfLayer[];
