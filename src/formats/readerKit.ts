/**
 * What the readers of checkpoints use of the others: their bundle is loaded when the first checkpoint is opened, and takes
 * these from the bundle that loads it. So they import values of other folders from here alone; types from anywhere.
 */
export { memberName } from './archive.js';
export { blockSource } from './blockSource.js';
export { memorySource, partOf } from './byteSource.js';
export { elementTypes } from './elementType.js';
export { fieldSource } from './fieldSource.js';
export { FormatError } from './formatError.js';
export { interruptionOf } from './interruption.js';
export { jsonFormat } from './json/jsonFormat.js';
export { magnitudeTensor } from './magnitudeTensor.js';
export { noSuchMember } from './noSuchMember.js';
export { npyFormat } from './npy/npyFormat.js';
export { printable, quoted } from './printable.js';
export { outputFor, pythonString } from './pythonCode.js';
export { allocate, startReading } from './reading.js';
export { isCountable, maxRank } from './shapeLimits.js';
export { boxesOfRange } from './slicedTensor.js';
export { storedTensor } from './storedTensor.js';
export { greatestRatio, memberContent } from './zip/memberContent.js';
export { elementCount } from '../engine/index.js';
export { inflateSync } from 'fflate';
