import { describe, expect, it } from 'vitest';
import { conventionNamed, conventions, stagesOf, type Convention, type Layer } from '../../../../src/engine/index.js';
import { layerForPass, listingOf } from '../../../../src/session/index.js';

const layerOf = (key: string, changes: Partial<Convention> = {}, others: Partial<Layer> = {}): Layer => ({
  convention: { ...conventionNamed(key), ...changes },
  channelAxis: 1,
  affine: true,
  trackRunningStats: true,
  ...others,
});
const textOf = (...given: Parameters<typeof listingOf>) => listingOf(...given).map(({ text }) => text);
/** Without indentation and formulas. */
const codeLines = (...given: Parameters<typeof listingOf>) =>
  textOf(...given).map((text) => (text.startsWith('#') ? text : text.replace(/ {2}# .*/, '')).trim());

describe('the algorithm of a pass as lines', () => {
  it('is that of the convention, a line a stage, its formula beside it', () => {
    expect(listingOf(layerOf('pytorch'), 'train').map(({ text, stage }) => [...text.split(/ +# /), stage])).toEqual([
      ['# PyTorch: eps = 1e-5, momentum = 0.1', null],
      ['def train(x):', null],
      ['    mean = x.mean(axes)', 'μ = Σx / N', 'batch-mean'],
      ['    var = x.var(axes, unbiased=False)', 'σ² = Σ(x − μ)² / N', 'batch-variance'],
      ['    xhat = (x - mean) / sqrt(var + eps)', 'x̂ = (x − μ) / √(σ² + eps)', 'normalize'],
      ['    y = gamma * xhat + beta', 'y = γ·x̂ + β', 'scale-and-shift'],
      [
        '    running_mean = (1 - momentum) * running_mean + momentum * mean',
        'μᵣ = (1 − m)·μᵣ + m·μ',
        'update-running-mean',
      ],
      [
        '    running_var = (1 - momentum) * running_var + momentum * x.var(axes, unbiased=True)',
        's² = Σ(x − μ)² / (N − 1), σᵣ² = (1 − m)·σᵣ² + m·s²',
        'update-running-variance',
      ],
      ['    return y', null],
    ]);
  });

  it('aligns the formulas', () => {
    const [, , ...lines] = textOf(layerOf('keras'), 'train');
    expect(new Set(lines.slice(0, -1).map((line) => line.indexOf('  # '))).size).toBe(1);
  });

  it('has what is set of the layer', () => {
    expect(codeLines(layerOf('pytorch', { eps: 0.5, momentum: null }, { affine: false }), 'train')).toEqual([
      '# PyTorch: eps = 0.5',
      'def train(x):',
      'mean = x.mean(axes)',
      'var = x.var(axes, unbiased=False)',
      'xhat = (x - mean) / sqrt(var + eps)',
      'y = xhat',
      'running_mean = running_mean + (mean - running_mean) / num_batches_tracked',
      'running_var = running_var + (x.var(axes, unbiased=True) - running_var) / num_batches_tracked',
      'return y',
    ]);
  });

  it('counts what two averages share once', () => {
    expect(codeLines(layerOf('caffe'), 'train').slice(6, -1)).toEqual([
      'sum_mean = momentum * sum_mean + mean; f = momentum * f + 1; running_mean = sum_mean / f',
      'sum_var = momentum * sum_var + x.var(axes, unbiased=True); running_var = sum_var / f',
    ]);
  });

  it('moves the running values where the framework does', () => {
    expect(codeLines(layerOf('mxnet'), 'train').slice(5)).toEqual([
      'y = xhat + beta',
      'return y',
      'def backward(dy):',
      'running_mean = momentum * running_mean + (1 - momentum) * mean',
      'running_var = momentum * running_var + (1 - momentum) * var',
    ]);
    expect(codeLines(layerForPass(layerOf('pytorch'), { keepsState: true }), 'train').slice(5)).toEqual([
      'y = gamma * xhat + beta',
      'return y',
    ]);
  });

  it('corrects by r and d where there is batch renormalization', () => {
    const renorm = { rmin: 0.5, rmax: 2, dmax: 1, momentum: 0.9 };
    expect(codeLines(layerOf('keras-2.3', { renorm }), 'train').slice(4)).toEqual([
      'xhat = r * (x - mean) / sqrt(var + eps) + d',
      'y = gamma * xhat + beta',
      'running_mean = momentum * running_mean + (1 - momentum) * mean',
      'moving_std = momentum * moving_std + (1 - momentum) * sqrt(var + eps); running_var = moving_std**2 - eps',
      'return y',
    ]);
    expect(textOf(layerOf('keras-2.3', { renorm }), 'train')[4]).toContain(
      '# r = clip(√(σ² + eps) / σ_renorm, 0.5, 2), d = clip((μ − μ_renorm) / σ_renorm, −1, 1), x̂ = (x − μ) / √(σ² + eps), x̂ = r·x̂ + d',
    );
    expect(textOf(layerOf('keras-2.3', { renorm }), 'eval')).toHaveLength(5);
  });

  it.each(conventions.map(({ key }) => key))('of %s has every stage, in their order', (key) => {
    for (const mode of ['train', 'eval'] as const) {
      const layer = layerOf(key);
      const stages = listingOf(layer, mode).flatMap(({ stage }) => (stage === null ? [] : [stage]));
      expect(stages).toEqual(stagesOf(layer, mode).map(({ id }) => id));
      // Code has no symbols left of the formulas.
      expect(codeLines(layer, mode).slice(1).join('\n')).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });
});
