/** A checkpoint's layers by their states alone, and what moved between two checkpoints. */
export { archiveTabs, showsLayers } from './archiveTabs.js';
