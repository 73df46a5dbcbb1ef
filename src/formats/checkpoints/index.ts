/** Readers that few need, and what names files that nobody reads: a file of their own beside the worker, loaded when the first is opened. */
export { openHdf5 } from '../hdf5/hdf5Archive.js';
export { openKerasZip } from '../hdf5/kerasZip.js';
export { openJsonArchive } from '../json/jsonArchive.js';
export { openTorchLegacy } from '../pytorch/torchLegacy.js';
export { openTorchZip } from '../pytorch/torchZip.js';
export { openSafetensors } from '../safetensors/safetensorsArchive.js';
export { foreignFormats } from '../foreignFormats.js';
