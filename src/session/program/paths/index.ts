/**
 * What a path or a name of a program means. Needs nothing of formats or engine: the editor's side, too, takes it from
 * here.
 */
export { isArchive, isProgram, isTensorFile, programNameFor, programSuffix } from './fileKinds.js';
export { globOf, isPattern, longestPattern } from './globOf.js';
export { type NamedPath, namedPaths, stepWithPaths, valuesWithPaths } from './namedPaths.js';
export { isEvaluated, programOfNames } from './programOfNames.js';
export {
  folderOf,
  isSameFile,
  isUri,
  nameOf,
  naturalOrder,
  otherFiles,
  relativePath,
  resolvePath,
} from './programPaths.js';
export { rebase } from './rebase.js';
export {
  fileOf,
  filesAmong,
  isTensorPath,
  isWhole,
  resolveTensor,
  tensorPath,
  tensorPlace,
  type TensorPlace,
  tensorUri,
} from './tensorUri.js';
export { isAllowed, ownFolderOnly, type UriPolicy } from './uriPolicy.js';
