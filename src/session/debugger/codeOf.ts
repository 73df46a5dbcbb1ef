import { usesBatchStatistics, type Convention, type Layer, type Mode, type Stage } from '../../engine/index.js';

/**
 * A stage as PyTorch would write it, in one line; `axes` are those that statistics are taken over. Where several variances
 * are about, `var` is the biased one, as in expressions.
 */
export function codeOf({ id, formula }: Stage, layer: Layer, mode: Mode): string {
  const { convention } = layer;
  switch (id) {
    case 'batch-mean':
      return 'mean = x.mean(axes)';
    case 'batch-variance':
      if (formula.includes('E[x²]')) {
        const difference = '(x * x).mean(axes) - mean**2';
        return `var = ${formula.includes('max') ? `(${difference}).clamp(min=0)` : difference}`;
      }
      return `${varianceName(convention)} = ${varianceCode(convention.normalizingVar)}`;
    case 'normalize': {
      if (!usesBatchStatistics(layer, mode)) return 'xhat = (x - running_mean) / sqrt(running_var + eps)';
      const normalized = `(x - mean) / sqrt(${varianceName(convention)} + eps)`;
      return convention.renorm ? `xhat = r * ${normalized} + d` : `xhat = ${normalized}`;
    }
    case 'scale-and-shift':
      if (formula.startsWith('y = W')) return 'y = xhat @ W.T + b';
      return translated(formula.split(', ').reverse().join('; '), layer, mode);
    case 'update-running-mean':
      return updateCode(formula, 'running_mean', 'mean', layer, mode);
    case 'update-running-variance': {
      const code = updateCode(formula.replace('f = m·f + 1, ', ''), 'running_var', 'var', layer, mode);
      if (!convention.renorm) return code;
      // It averages deviations, and has the variance from them.
      const deviation = translated(
        formula.replaceAll('old', 'moving_std').replaceAll(/σ²|s²/g, 'batch_std'),
        layer,
        mode,
      ).replaceAll('batch_std', `sqrt(${varianceName(convention)} + eps)`);
      return `moving_std = ${deviation}; running_var = moving_std**2 - eps`;
    }
  }
}

/** Expressions mean the biased one by `var`. */
function varianceName({ normalizingVar }: Convention): string {
  return normalizingVar === 'biased' ? 'var' : 'unbiased_var';
}

function varianceCode(kind: Convention['storedVar']): string {
  if (kind === 'eps-corrected') return 'x.var(axes, unbiased=False) * N / (N - 1 - eps)';
  return `x.var(axes, unbiased=${kind === 'biased' ? 'False' : 'True'})`;
}

/** `h = m·h + μ, f = m·f + 1, h / f` as statements. */
function updateCode(formula: string, name: string, of: string, layer: Layer, mode: Mode): string {
  if (formula === 'as given') return `${name} = ${name}`;
  const parts = formula
    .replaceAll(/\bold\b/g, name)
    .replaceAll(/\bh\b/g, `sum_${of}`)
    .split(', ')
    .map((part, index, all) => (index < all.length - 1 ? part : `${name} = ${part}`));
  return parts.map((part) => translated(part, layer, mode)).join('; ');
}

/** The symbols of a formula as names and operators. */
function translated(formula: string, layer: Layer, mode: Mode): string {
  const { convention } = layer;
  const isOnBatch = usesBatchStatistics(layer, mode);
  const { storedVar, normalizingVar } = convention;
  const storedVariance = storedVar === normalizingVar ? varianceName(convention) : varianceCode(storedVar);
  return formula
    .replace('ΣN·(σ² + (μ − μᵣ)²) / ΣN', '(counts * (vars + (means - running_mean)**2)).sum() / counts.sum()')
    .replace('ΣN·μ / ΣN', '(counts * means).sum() / counts.sum()')
    .replace('Σμ / k', 'sum(means) / num_batches_tracked')
    .replace(/Σ(σ²|s²) \/ k/, 'sum(vars) / num_batches_tracked')
    .replaceAll('x̂', 'xhat')
    .replaceAll('μᵣ', 'running_mean')
    .replaceAll('σᵣ²', 'running_var')
    .replaceAll('s²', storedVariance)
    .replaceAll('σ²', varianceName(convention))
    .replaceAll('σ', `sqrt(${isOnBatch ? varianceName(convention) : 'running_var'} + eps)`)
    .replaceAll('μ', isOnBatch ? 'mean' : 'running_mean')
    .replaceAll('α', 'alpha')
    .replaceAll('γ', 'gamma')
    .replaceAll('β', 'beta')
    .replaceAll('ᵏ', '**num_batches_tracked')
    .replaceAll(/\bm\b/g, 'momentum')
    .replaceAll(/\bk\b/g, 'num_batches_tracked')
    .replaceAll('·', ' * ')
    .replaceAll('−', '-');
}
