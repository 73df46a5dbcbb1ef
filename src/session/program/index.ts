/** A program from its file to its planned passes: text, paths, settings, plan. */
export { axisWith } from './layer/axisWith.js';
export { ChannelCountError } from './layer/channelCountError.js';
export { checkSets, initialStateOf, layerOf } from './layer/layerOf.js';
export { namedConvention } from './layer/namedConvention.js';
export { openValues, type OpenParameter } from './layer/openValues.js';
export { shapeOfState } from './layer/shapeOfState.js';
export { hintFor, type LayoutHint } from './layer/layoutHint.js';
export { checkPath, checkUris, OutsideError } from './checkUris.js';
export { isRefusal } from './isRefusal.js';
export {
  fileOf,
  filesAmong,
  folderOf,
  globOf,
  isAllowed,
  isArchive,
  isEvaluated,
  isPattern,
  isProgram,
  isTensorPath,
  longestPattern,
  nameOf,
  naturalOrder,
  otherFiles,
  ownFolderOnly,
  relativePath,
  resolvePath,
  resolveTensor,
  tensorPath,
  tensorPlace,
  type TensorPlace,
  tensorUri,
  type UriPolicy,
  valuesWithPaths,
} from './paths/index.js';
export { batchOf, isCut } from './plan/batchOf.js';
export { checkRows } from './plan/checkRows.js';
export { axisOfFile } from './plan/cutTensor.js';
export { passAxisOf, stepsAlong } from './plan/passAxis.js';
export { checkSessionSize } from './plan/passLimit.js';
export { planProgram, stepOf } from './plan/planProgram.js';
export { isPassStep, isSet, resolvedSet, setStepsAtEnd, setStepsOf } from './plan/setSteps.js';
export { stepsOf, stepsOfPlan } from './plan/stepsOf.js';
export type { PlanSources } from './plan/planSources.js';
export type { Batch, PlannedPass, RecordedBatch, RecordedPlace } from './plan/plannedPass.js';
export type { RecordedHead } from './plan/recordedHead.js';
export { isRecorded } from './plan/recordedPasses.js';
export type {
  ChannelValues,
  ConventionChanges,
  ExpectedFinding,
  ExpectedFindings,
  LayerChanges,
  ModelLayer,
  ModelProgram,
  Program,
  ProgramState,
  PassStep,
  RecordedStep,
  SetStep,
  StateAfter,
  Step,
  StepOptions,
  TensorPath,
} from './program.js';
export { configured, type ProgramSettings } from './settings.js';
export {
  parseFile,
  parseProgram,
  readProgram,
  validFile,
  validProgram,
  type ProgramProblem,
  type ReadProgram,
} from './text/parseProgram.js';
export { placeOf, type ProgramPath, type SourceMap, type TextRange } from './text/sourceMap.js';
export { programSchema } from './text/programSchema.js';
export { tensorName } from './tensorName.js';
export { withPart } from './withPart.js';
