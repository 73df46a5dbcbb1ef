import { EngineError } from './engineError.js';
import { isAffine } from './initialState.js';
import type { Layer, LayerState, Mode } from './layer.js';
import { layoutOf, show, type Layout } from './layout.js';
import { checkLinear } from './linear.js';
import { RefusedBatchError } from './refusedBatch.js';
import { movesRunningValues, usesBatchStatistics } from './trackedPass.js';

/** What a batch has of what a state has to fit; null where it is not known. */
export interface BatchSizes {
  readonly groups: number;
  readonly channels: number | null;
  /** Values per group. */
  readonly count: number | null;
}

/**
 * Whether a batch fits the layer and its state, by its shape alone.
 * @throws EngineError where it does not, for a number of axes that the convention refuses, and as `layoutOf`; a
 * RefusedBatchError where the pass has been counted by then
 */
export function checkFit(layer: Layer, mode: Mode, state: LayerState, shape: readonly number[]): Layout {
  const layout = layoutOf(shape, layer);
  checkRank(layer, shape);
  if (isAffine(layer) && state.linear) checkLinear(layout, state.linear);
  const { groups, channels } = layout;
  refuseUnfit(layer, mode, state, { groups, channels, count: null }, shape);
  return layout;
}

function checkRank({ convention: { name, inputRanks } }: Layer, shape: readonly number[]): void {
  if (!inputRanks || inputRanks.includes(shape.length)) return;
  throw new EngineError(
    `shape ${show(shape)}: ${name} takes batches of ${inputRanks.join(' or ')} axes, found ${shape.length}`,
  );
}

/**
 * Refuses a batch for its sizes. PyTorch's module counts a train batch, then calls the function that looks at them.
 * @throws EngineError, a RefusedBatchError where the pass has been counted
 */
export function refuseUnfit(
  layer: Layer,
  mode: Mode,
  state: LayerState,
  sizes: BatchSizes,
  shape: readonly number[] | undefined,
): void {
  const problem = sizeProblem(state, sizes, shape) ?? oneValueProblem(layer, mode, sizes, shape);
  if (problem === null) return;
  const isCounted = layer.convention.refusedBatch === 'counts' && movesRunningValues(layer, mode);
  if (!isCounted) throw new EngineError(problem);
  throw new RefusedBatchError(problem, { ...state, numBatchesTracked: state.numBatchesTracked + 1 });
}

function sizeProblem(
  { runningMean, runningVar, gamma, beta }: LayerState,
  { groups, channels }: BatchSizes,
  shape: readonly number[] | undefined,
): string | null {
  const problem = (name: string, values: Float64Array | null, expected: number | null): string | null => {
    if (!values || expected === null || values.length === expected) return null;
    const batch = shape ? `a batch of shape ${show(shape)}` : 'the batch';
    return `${name} has shape [${values.length}]: ${batch} needs [${expected}]`;
  };
  return (
    problem('runningMean', runningMean, groups) ??
    problem('runningVar', runningVar, groups) ??
    problem('gamma', gamma, channels) ??
    problem('beta', beta, channels)
  );
}

function oneValueProblem(
  layer: Layer,
  mode: Mode,
  { groups, count }: BatchSizes,
  shape: readonly number[] | undefined,
): string | null {
  if (count !== 1 || layer.convention.oneValue !== 'refuse' || !usesBatchStatistics(layer, mode)) return null;
  return `Expected more than 1 value per channel when training, got input size torch.Size(${show(shape ?? [1, groups])})`;
}
