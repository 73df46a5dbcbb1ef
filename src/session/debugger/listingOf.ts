import {
  attributesOf,
  stagesOf,
  usesBatchStatistics,
  type Convention,
  type Layer,
  type MemoryOrder,
  type Mode,
  type Stage,
  type StageId,
} from '../../engine/index.js';
import { settingText } from '../numberText.js';
import { codeOf } from './codeOf.js';

/** A line of a pass's algorithm. */
export interface ListingLine {
  readonly text: string;
  /** The stage that it is; null: none, such as what frames them. */
  readonly stage: StageId | null;
}

/**
 * What a layer does in a pass, as its convention has it, as PyTorch would write it: the source text of a debugger. A line a
 * stage, in the order in which they run, its formula in its comment: μ and σ² are the batch's, μᵣ and σᵣ² the running ones,
 * s² the variance that is stored, m the momentum, k the number of batches. The names of the code are those of `expressions`.
 * @param layer as the pass sees it: `layerForPass`
 * @param order of the batch in memory, as for `stagesOf`
 */
export function listingOf(layer: Layer, mode: Mode, order?: MemoryOrder): readonly ListingLine[] {
  const { convention } = layer;
  const lines = stagesOf(layer, mode, order).map((stage) => ({
    stage: stage.id,
    code: `    ${codeOf(stage, layer, mode)}`,
    formula: formulaOf(stage, layer, mode),
  }));
  // A line that is longer than most leaves the others where they are.
  const width = Math.min(90, Math.max(...lines.map(({ code }) => code.length)));
  const body = lines.map(({ stage, code, formula }) => ({ stage, text: `${code.padEnd(width)}  # ${formula}` }));
  const moves = body.findIndex(({ stage }) => stage === 'update-running-mean');
  const isLater = moves >= 0 && convention.updates === 'backward';
  const [forward, backward] = isLater ? [body.slice(0, moves), body.slice(moves)] : [body, []];
  return [
    frame(headOf(convention)),
    frame(`def ${mode}(x):`),
    ...forward,
    frame('    return y'),
    ...(isLater ? [frame('def backward(dy):'), ...backward] : []),
  ];
}

function frame(text: string): ListingLine {
  return { text, stage: null };
}

/** `# PyTorch: eps = 1e-5, momentum = 0.1` */
function headOf(convention: Convention): string {
  const { eps, momentum } = attributesOf(convention);
  return `# ${convention.name}: eps = ${settingText(eps)}${momentum === null ? '' : `, momentum = ${settingText(momentum)}`}`;
}

function formulaOf({ id, formula }: Stage, layer: Layer, mode: Mode): string {
  const { convention } = layer;
  switch (id) {
    case 'batch-mean':
    case 'batch-variance':
    case 'scale-and-shift':
      return formula;
    case 'normalize':
      return convention.renorm && usesBatchStatistics(layer, mode)
        ? [...renormFormulas(convention.renorm), formula, 'x̂ = r·x̂ + d'].join(', ')
        : formula;
    case 'update-running-mean':
      return [...counted(formula), named(formula, 'μᵣ', 'μ')].join(', ');
    case 'update-running-variance':
      if (convention.renorm) {
        const moving = formula.replaceAll('old', 'σₘ').replaceAll(/σ²|s²/g, '√(σ² + eps)');
        return `σₘ = ${moving}, σᵣ² = σₘ² − eps`;
      }
      return [...stored(convention), named(formula.replace('f = m·f + 1, ', ''), 'σᵣ²', 'σ')].join(', ');
  }
}

function renormFormulas({ rmin, rmax, dmax }: NonNullable<Convention['renorm']>): readonly string[] {
  const [low, high, far] = [rmin, rmax, dmax].map(settingText);
  return [`r = clip(√(σ² + eps) / σ_renorm, ${low}, ${high})`, `d = clip((μ − μ_renorm) / σ_renorm, −${far}, ${far})`];
}

/** Averages that depend on how many batches there were count this one first. */
function counted(formula: string): readonly string[] {
  return /\bk\b|ᵏ/.test(formula) ? ['k = k + 1'] : [];
}

/** `h = m·h + μ, f = m·f + 1, h / f` names what comes of it. @param of what a sum is called after */
function named(formula: string, name: string, of: string): string {
  if (formula === 'as given') return `${name} = ${name}`;
  const parts = formula
    .replaceAll(/\bold\b/g, name)
    .replaceAll(/\bh\b/g, `h_${of}`)
    .split(', ');
  return [...parts.slice(0, -1), `${name} = ${parts[parts.length - 1]}`].join(', ');
}

/** The stored variance, where it is not the one that normalizes. */
function stored({ storedVar, normalizingVar, average }: Convention): readonly string[] {
  if (storedVar === normalizingVar || average === 'none') return [];
  const divisor = { biased: 'N', unbiased: '(N − 1)', 'eps-corrected': '(N − 1 − eps)' }[storedVar];
  return [`s² = Σ(x − μ)² / ${divisor}`];
}
