import {
  backward,
  EngineError,
  forward,
  layoutOf,
  stateAfterError,
  type Layer,
  type LayerState,
  type Tensor,
} from '../../engine/index.js';
import { compareArrays, compareState, type ArrayComparison } from './compareArrays.js';
import { numbersOf, type GoldenArray, type GoldenFile, type GoldenStep } from './goldenFile.js';
import { conventionOf, goldenInitialState, goldenLayerOf } from './goldenLayer.js';

/** One field of one step that is not as recorded. */
export interface GoldenFailure {
  /** Counted from 0. */
  readonly step: number;
  readonly field: string;
  /** `error 3.2e-5, tolerance 2e-6`, or what was refused. */
  readonly detail: string;
}

export type GoldenResult =
  | { readonly kind: 'skipped'; readonly convention: string }
  | { readonly kind: 'compared'; readonly fields: number; readonly failures: readonly GoldenFailure[] };

/** How the originals begin when they refuse on purpose; any other error is a defect of theirs. */
const principles = ['Expected more than 1 value per channel', 'expected len of input dim be 2 or 4'];

const defaultRtol = { float64: 1e-9, float32: 2e-6 };

/**
 * Runs every step of a recorded file through the engine: outputs, gradients, running state and refusals.
 * @param rtol of the file; undefined: by dtype; null: only where NaN appears, with the convention's own arithmetic
 */
export function runGolden(file: GoldenFile, rtol: number | null | undefined): GoldenResult {
  const convention = conventionOf(file);
  if (!convention) return { kind: 'skipped', convention: file.convention };
  const tolerance = rtol === undefined ? defaultRtol[file.dtype] : rtol;
  const failures: GoldenFailure[] = [];
  let fields = 0;
  let state: LayerState | null = null;
  for (const [index, step] of file.steps.entries()) {
    const layer = withEmulation(goldenLayerOf(file, convention, step.x.shape.length), tolerance);
    const layout = layoutOf(step.x.shape, layer);
    state ??= goldenInitialState(file, layer, layout.channels, layout.groups);
    const outcome = runStep(file, step, layer, state, tolerance);
    fields += outcome.comparisons.length;
    for (const [field, { passed, error, tolerance: allowed }] of outcome.comparisons) {
      if (passed) continue;
      failures.push({ step: index, field, detail: `error ${show(error)}, tolerance ${show(allowed)}` });
    }
    if (outcome.refusal !== null) failures.push({ step: index, field: 'error', detail: outcome.refusal });
    state = outcome.after;
  }
  return { kind: 'compared', fields, failures };
}

type ComparedField = 'y' | 'dx' | 'dgamma' | 'dbeta' | 'dlinear_weight' | 'dlinear_bias';

interface StepOutcome {
  readonly comparisons: readonly (readonly [field: string, ArrayComparison])[];
  /** A refusal that was not recorded, or one that was recorded and did not come. */
  readonly refusal: string | null;
  readonly after: LayerState;
}

function runStep(
  file: GoldenFile,
  step: GoldenStep,
  layer: Layer,
  before: LayerState,
  rtol: number | null,
): StepOutcome {
  const x = tensorOf(step.x, file.dtype);
  let result;
  try {
    result = forward(x, before, layer, step.op);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const after = stateAfterError(error, before);
    return {
      comparisons: step.error ? compareStates(file, step, after, rtol) : [],
      refusal: step.error ? null : `refused: ${error.message}`,
      after,
    };
  }
  if (step.error) {
    const isPrinciple = principles.some((principle) => step.error?.message.startsWith(principle));
    const refusal = isPrinciple ? `computed, expected refusal: ${step.error.message}` : null;
    // The original stopped over a defect of its own: its values stayed, and the steps after this one build on them.
    const counted = { ...before, numBatchesTracked: step.num_batches_tracked ?? before.numBatchesTracked };
    return { comparisons: compareStates(file, step, counted, rtol), refusal, after: counted };
  }
  const { after } = result.statistics;
  const comparisons: (readonly [string, ArrayComparison])[] = [];
  const compare = (field: ComparedField, ours: ArrayLike<number> | null | undefined): void => {
    const recorded = step[field];
    if (!recorded) return;
    comparisons.push([field, compareArrays(Float64Array.from(ours ?? []), numbersOf(recorded, file.dtype), rtol)]);
  };
  compare('y', result.output.values);
  if (step.dy) {
    const gradients = backward(x, tensorOf(step.dy, file.dtype), before, layer, step.op);
    compare('dx', gradients.dx.values);
    compare('dgamma', gradients.dGamma);
    compare('dbeta', gradients.dBeta);
    compare('dlinear_weight', gradients.dLinear?.weight);
    compare('dlinear_bias', gradients.dLinear?.bias);
  }
  comparisons.push(...compareStates(file, step, after, rtol));
  return { comparisons, refusal: null, after };
}

function compareStates(
  file: GoldenFile,
  step: GoldenStep,
  state: LayerState,
  rtol: number | null,
): (readonly [string, ArrayComparison])[] {
  const comparisons: (readonly [string, ArrayComparison])[] = [];
  const compare = (field: string, ours: Float64Array | null, recorded: GoldenArray | null | undefined): void => {
    if (recorded) comparisons.push([field, compareState(ours, numbersOf(recorded, file.dtype), recorded.shape, rtol)]);
  };
  // Caffe's blobs are the sums themselves; what they stand for is recorded beside them.
  const isSum = step.scale_factor_blob !== undefined && step.scale_factor_blob !== null;
  compare('running_mean', isSum ? (state.average?.mean ?? null) : state.runningMean, step.running_mean);
  compare('running_var', isSum ? (state.average?.var ?? null) : state.runningVar, step.running_var);
  compare('effective_mean', state.runningMean, step.effective_mean);
  compare('effective_var', state.runningVar, step.effective_var);
  if (isSum) {
    const recorded = Float64Array.of(step.scale_factor_blob ?? NaN);
    comparisons.push(['scale_factor_blob', compareArrays(Float64Array.of(state.average?.weight ?? 0), recorded, rtol)]);
  }
  if (typeof step.num_batches_tracked === 'number') {
    const recorded = Float64Array.of(step.num_batches_tracked);
    comparisons.push(['num_batches_tracked', compareArrays(Float64Array.of(state.numBatchesTracked), recorded, 0)]);
  }
  return comparisons;
}

/** Where values are not compared, NaN appears only if we compute as the convention's code does. */
function withEmulation(layer: Layer, rtol: number | null): Layer {
  return rtol === null ? { ...layer, emulation: { arithmetic: 'float32', state: 'float32' } } : layer;
}

function tensorOf(recorded: GoldenArray, dtype: GoldenFile['dtype']): Tensor {
  const values = numbersOf(recorded, dtype);
  return { shape: recorded.shape, dtype, values: dtype === 'float32' ? Float32Array.from(values) : values };
}

function show(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(2) : 'of another kind (NaN, infinity or shape)';
}
