/**
 * What the readers of checkpoints use of the other formats: they are loaded when the first checkpoint is opened, and this
 * is all that they need to be there before.
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
