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

/** A line of a pass's algorithm. */
export interface ListingLine {
  readonly text: string;
  /** The stage that it belongs to; null: none, such as what frames them. */
  readonly stage: StageId | null;
}

/**
 * What a layer does in a pass, as its convention has it, line by line in the order in which it runs: the source text of a
 * debugger. μ and σ² are the batch's, μᵣ and σᵣ² the running ones, s² the variance that is stored, m the momentum, k the
 * number of batches.
 * @param layer as the pass sees it: `layerForPass`
 * @param order of the batch in memory, as for `stagesOf`
 */
export function listingOf(layer: Layer, mode: Mode, order?: MemoryOrder): readonly ListingLine[] {
  const stages = stagesOf(layer, mode, order);
  const body: readonly ListingLine[] = stages.flatMap((stage) =>
    linesOf(stage, layer, mode).map((text) => ({ text, stage: stage.id })),
  );
  const moves = body.findIndex(({ stage }) => stage === 'update-running-mean');
  const isLater = moves >= 0 && layer.convention.updates === 'backward';
  const [forward, backward] = isLater ? [body.slice(0, moves), body.slice(moves)] : [body, []];
  return [
    frame(headOf(layer.convention, body)),
    frame(`def ${mode}(x):`),
    ...forward.map(indented),
    frame('    return y'),
    ...(isLater ? [frame('def backward(dy):'), ...backward.map(indented)] : []),
  ];
}

function frame(text: string): ListingLine {
  return { text, stage: null };
}

function indented({ text, stage }: ListingLine): ListingLine {
  return { text: `    ${text}`, stage };
}

/** `# PyTorch: eps = 1e-5, m = 0.1` */
function headOf(convention: Convention, body: readonly ListingLine[]): string {
  const { eps, momentum } = attributesOf(convention);
  const usesMomentum = momentum !== null && body.some(({ text }) => /\bm\b/.test(text));
  return `# ${convention.name}: eps = ${settingText(eps)}${usesMomentum ? `, m = ${settingText(momentum)}` : ''}`;
}

function linesOf({ id, formula }: Stage, layer: Layer, mode: Mode): readonly string[] {
  const { convention } = layer;
  switch (id) {
    case 'batch-mean':
    case 'batch-variance':
    case 'scale-and-shift':
      return [formula];
    case 'normalize':
      return convention.renorm && usesBatchStatistics(layer, mode)
        ? [...renormLines(convention.renorm), formula, 'x̂ = r·x̂ + d']
        : [formula];
    case 'update-running-mean':
      return [...countLine(formula), ...updateLines(formula, 'μᵣ', 'μ')];
    case 'update-running-variance':
      if (convention.renorm) {
        const moving = formula.replaceAll('old', 'σₘ').replaceAll(/σ²|s²/g, '√(σ² + eps)');
        return [`σₘ = ${moving}`, 'σᵣ² = σₘ² − eps'];
      }
      return [...storedLine(convention), ...updateLines(formula.replace('f = m·f + 1, ', ''), 'σᵣ²', 'σ')];
  }
}

function renormLines({ rmin, rmax, dmax }: NonNullable<Convention['renorm']>): readonly string[] {
  const [low, high, far] = [rmin, rmax, dmax].map(settingText);
  return [`r = clip(√(σ² + eps) / σ_renorm, ${low}, ${high})`, `d = clip((μ − μ_renorm) / σ_renorm, −${far}, ${far})`];
}

/** Averages that depend on how many batches there were count this one first. */
function countLine(formula: string): readonly string[] {
  return /\bk\b|ᵏ/.test(formula) ? ['k = k + 1'] : [];
}

/** `h = m·h + μ, f = m·f + 1, h / f` is three lines. @param of what a sum is called after */
function updateLines(formula: string, name: string, of: string): readonly string[] {
  if (formula === 'as given') return [`${name} = ${name}`];
  const parts = formula
    .replaceAll(/\bold\b/g, name)
    .replaceAll(/\bh\b/g, `h_${of}`)
    .split(', ');
  return [...parts.slice(0, -1), `${name} = ${parts[parts.length - 1]}`];
}

/** The stored variance, where it is not the one that normalizes. */
function storedLine({ storedVar, normalizingVar, average }: Convention): readonly string[] {
  if (storedVar === normalizingVar || average === 'none') return [];
  const divisor = { biased: 'N', unbiased: '(N − 1)', 'eps-corrected': '(N − 1 − eps)' }[storedVar];
  return [`s² = Σ(x − μ)² / ${divisor}`];
}
