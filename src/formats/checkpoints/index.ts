/** Readers that few need: a bundle of their own, loaded when the first checkpoint is opened. See readerKit.ts. */
export { openHdf5 } from '../hdf5/hdf5Archive.js';
export { openKerasZip } from '../hdf5/kerasZip.js';
export { openJsonArchive } from '../json/jsonArchive.js';
export { openTorchLegacy } from '../pytorch/torchLegacy.js';
export { openTorchZip } from '../pytorch/torchZip.js';
