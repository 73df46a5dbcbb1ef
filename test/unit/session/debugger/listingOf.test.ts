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

describe('the algorithm of a pass as lines', () => {
  it('is that of the convention, each line with its stage', () => {
    expect(listingOf(layerOf('pytorch'), 'train')).toEqual([
      { text: '# PyTorch: eps = 1e-5, m = 0.1', stage: null },
      { text: 'def train(x):', stage: null },
      { text: '    μ = Σx / N', stage: 'batch-mean' },
      { text: '    σ² = Σ(x − μ)² / N', stage: 'batch-variance' },
      { text: '    x̂ = (x − μ) / √(σ² + eps)', stage: 'normalize' },
      { text: '    y = γ·x̂ + β', stage: 'scale-and-shift' },
      { text: '    μᵣ = (1 − m)·μᵣ + m·μ', stage: 'update-running-mean' },
      { text: '    s² = Σ(x − μ)² / (N − 1)', stage: 'update-running-variance' },
      { text: '    σᵣ² = (1 − m)·σᵣ² + m·s²', stage: 'update-running-variance' },
      { text: '    return y', stage: null },
    ]);
  });

  it('has what is set of the layer', () => {
    expect(textOf(layerOf('pytorch', { eps: 0.5, momentum: null }, { affine: false }), 'train')).toEqual([
      '# PyTorch: eps = 0.5',
      'def train(x):',
      '    μ = Σx / N',
      '    σ² = Σ(x − μ)² / N',
      '    x̂ = (x − μ) / √(σ² + eps)',
      '    y = x̂',
      '    k = k + 1',
      '    μᵣ = μᵣ + (μ − μᵣ) / k',
      '    s² = Σ(x − μ)² / (N − 1)',
      '    σᵣ² = σᵣ² + (s² − σᵣ²) / k',
      '    return y',
    ]);
  });

  it('counts what two averages share once', () => {
    expect(textOf(layerOf('caffe'), 'train').slice(6, -1)).toEqual([
      '    h_μ = m·h_μ + μ',
      '    f = m·f + 1',
      '    μᵣ = h_μ / f',
      '    s² = Σ(x − μ)² / (N − 1)',
      '    h_σ = m·h_σ + s²',
      '    σᵣ² = h_σ / f',
    ]);
  });

  it('moves the running values where the framework does', () => {
    expect(textOf(layerOf('mxnet'), 'train').slice(5)).toEqual([
      '    y = x̂ + β',
      '    return y',
      'def backward(dy):',
      '    μᵣ = m·μᵣ + (1 − m)·μ',
      '    σᵣ² = m·σᵣ² + (1 − m)·σ²',
    ]);
    expect(textOf(layerForPass(layerOf('pytorch'), { keepsState: true }), 'train').slice(5)).toEqual([
      '    y = γ·x̂ + β',
      '    return y',
    ]);
  });

  it('corrects by r and d where there is batch renormalization', () => {
    const renorm = { rmin: 0.5, rmax: 2, dmax: 1, momentum: 0.9 };
    expect(textOf(layerOf('keras-2.3', { renorm }), 'train').slice(4)).toEqual([
      '    r = clip(√(σ² + eps) / σ_renorm, 0.5, 2)',
      '    d = clip((μ − μ_renorm) / σ_renorm, −1, 1)',
      '    x̂ = (x − μ) / √(σ² + eps)',
      '    x̂ = r·x̂ + d',
      '    y = γ·x̂ + β',
      '    μᵣ = m·μᵣ + (1 − m)·μ',
      '    σₘ = m·σₘ + (1 − m)·√(σ² + eps)',
      '    σᵣ² = σₘ² − eps',
      '    return y',
    ]);
    expect(textOf(layerOf('keras-2.3', { renorm }), 'eval')).toHaveLength(5);
  });

  it.each(conventions.map(({ key }) => key))('of %s has every stage, in their order', (key) => {
    for (const mode of ['train', 'eval'] as const) {
      const layer = layerOf(key);
      const stages = listingOf(layer, mode).flatMap(({ stage }) => (stage === null ? [] : [stage]));
      expect([...new Set(stages)]).toEqual(stagesOf(layer, mode).map(({ id }) => id));
    }
  });
});
