import { movesRunningValues, usesBatchStatistics } from './trackedPass.js';
import type { Convention } from './convention.js';
import type { MemoryOrder } from './emulation/memoryOrder.js';
import { nativeCodeOf } from './emulation/nativeCode.js';
import { isAffine } from './initialState.js';
import type { Layer, Mode } from './layer.js';
import { emulatesArithmetic } from './momentsFor.js';

export type StageId =
  'batch-mean' | 'batch-variance' | 'normalize' | 'scale-and-shift' | 'update-running-mean' | 'update-running-variance';

/** One line of arithmetic inside a pass. */
export interface Stage {
  readonly id: StageId;
  /** `batch mean` */
  readonly name: string;
  /** `μ = Σx / N`; μ and σ² are the batch's, μᵣ and σᵣ² the running ones, s² the variance that is stored. */
  readonly formula: string;
}

/**
 * The stages of a pass, in the order in which they run.
 * @param order of the batch in memory, on which the last formula of native code depends that is emulated
 */
export function stagesOf(layer: Layer, mode: Mode, order: MemoryOrder = 'rows'): readonly Stage[] {
  const { convention } = layer;
  const isOnBatch = usesBatchStatistics(layer, mode);
  const stages: Stage[] = [];
  if (isOnBatch) {
    stages.push({ id: 'batch-mean', name: 'batch mean', formula: 'μ = Σx / N' });
    stages.push({ id: 'batch-variance', name: 'batch variance', formula: varianceFormula(layer) });
  }
  const normalize = isOnBatch ? 'x̂ = (x − μ) / √(σ² + eps)' : 'x̂ = (x − μᵣ) / √(σᵣ² + eps)';
  stages.push({ id: 'normalize', name: 'normalize', formula: normalize });
  stages.push({ id: 'scale-and-shift', name: 'scale and shift', formula: affineFormula(layer, order) });
  if (movesRunningValues(layer, mode)) {
    const [mean, variance] = updateFormulas(convention);
    stages.push({ id: 'update-running-mean', name: 'update running mean', formula: mean });
    stages.push({ id: 'update-running-variance', name: 'update running variance', formula: variance });
  }
  return stages;
}

function varianceFormula(layer: Layer): string {
  const { normalizingVar, varianceAsWritten } = layer.convention;
  if (emulatesArithmetic(layer) && normalizingVar === 'biased') {
    if (varianceAsWritten === 'naive') return 'σ² = E[x²] − μ²';
    if (varianceAsWritten === 'naive-clamped') return 'σ² = max(0, E[x²] − μ²)';
  }
  return `σ² = Σ(x − μ)² / ${normalizingVar === 'biased' ? 'N' : '(N − 1)'}`;
}

function affineFormula(layer: Layer, order: MemoryOrder): string {
  const code = emulatesArithmetic(layer) ? nativeCodeOf(layer.convention) : null;
  if (code === 'torchvision-frozen' || (code && order !== 'strided')) {
    return isAffine(layer) ? 'y = α·x + (β − α·μ), α = γ / σ' : 'y = α·x − α·μ, α = 1 / σ';
  }
  if (!isAffine(layer)) return 'y = x̂';
  switch (layer.convention.affine) {
    case 'linear':
      return 'y = W·x̂ + b';
    case 'fixed-gamma':
      return 'y = x̂ + β';
    case 'none':
      return 'y = x̂';
    case 'elementwise':
    case 'frozen':
      return 'y = γ·x̂ + β';
  }
}

/** How the running mean and variance are updated. */
export function updateFormulas(convention: Convention): readonly [mean: string, variance: string] {
  const stored = convention.storedVar === convention.normalizingVar ? 'σ²' : 's²';
  const both = (formula: (batch: string) => string) => [formula('μ'), formula(stored)] as const;
  switch (convention.average) {
    case 'exponential':
      if (convention.momentum === null) return both((batch) => `old + (${batch} − old) / k`);
      return convention.momentumWeighs === 'batch'
        ? both((batch) => `(1 − m)·old + m·${batch}`)
        : both((batch) => `m·old + (1 − m)·${batch}`);
    case 'zero-debiased':
      return convention.momentumWeighs === 'batch'
        ? both((batch) => `h = (1 − m)·h + m·${batch}, h / (1 − (1 − m)ᵏ)`)
        : both((batch) => `h = m·h + (1 − m)·${batch}, h / (1 − mᵏ)`);
    case 'normalized-sum':
      return both((batch) => `h = m·h + ${batch}, f = m·f + 1, h / f`);
    case 'mean-of-batches':
      return both((batch) => `Σ${batch} / k`);
    case 'population':
      return ['ΣN·μ / ΣN', 'ΣN·(σ² + (μ − μᵣ)²) / ΣN'];
    case 'none':
      return ['as given', 'as given'];
  }
}
