/** A checkpoint's layers by their states alone, and what moved between two checkpoints. */
export { archiveTabs, showsLayers } from './archiveTabs.js';

/** Defines `bn-checkpoint`, from a file of its own: few panels need it. */
export const loadCheckpointPage = (): Promise<unknown> => import('./checkpointPage.js');
