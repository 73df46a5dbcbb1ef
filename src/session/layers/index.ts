/** BatchNorm layers in what an archive holds, by the names of their parts. */
export { activationsIn, fewestLayers, type LayerRun, looksLikeBatch } from './activations.js';
export type { ArchiveView, LayerView, MemberView } from './archiveView.js';
export { browseArchive } from './browseArchive.js';
export { type LayerParts, layersIn, type NamedTensor } from './layersIn.js';
export { type SwapEvidence, swapEvidence, swapText } from './swapped.js';
