/** BatchNorm layers in what an archive holds, by the names of their parts. */
export { type LayerParts, layersIn, type NamedTensor } from './layersIn.js';
export { type SwapEvidence, swapEvidence, swapText } from './swapped.js';
