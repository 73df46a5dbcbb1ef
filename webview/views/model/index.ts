/** Several layers on one axis of steps: what is wrong in which of them, since when, and what follows from what. */
import './modelPage.js';
export { compareButton } from './compareButton.js';
export { findingsBadge } from './findingsBadge.js';
export { rulesFields } from './rulesFields.js';
export { layerFilter } from './layerFilter.js';
export { backToModel, followLayerKeys } from './backToModel.js';
