import { storedDivisor, updateFormulas, type Convention } from '../../engine/index.js';
import { settingText } from '../numberText.js';

/** A convention's whole rule as formulas with its own numbers, one a line. */
export function formulasOf(convention: Convention): readonly string[] {
  const { normalizingVar, storedVar, eps, momentum, average, renorm, updates } = convention;
  const normalize = `x̂ = (x − μ) / √(σ² + ${settingText(eps)})`;
  if (updates === 'never') {
    return [
      `x̂ = (x − μᵣ) / √(σᵣ² + ${settingText(eps)})`,
      ...affineOf(convention),
      'running mean, running variance: as given',
      startOf(convention),
    ];
  }
  const [mean, variance] = updateFormulas(convention).map((formula) =>
    momentum === null ? formula : formula.replaceAll(/\bm\b/g, settingText(momentum)),
  );
  // The population's variance is built from σ²; it stores no other.
  const hasOther = storedVar !== normalizingVar && average !== 'population';
  return [
    `σ² = Σ(x − μ)² / ${normalizingVar === 'biased' ? 'N' : '(N − 1)'}`,
    ...(hasOther ? [`s² = Σ(x − μ)² / ${divisorText(convention)}`] : []),
    normalize,
    ...(renorm
      ? [
          `r = σ / σₐ within ${settingText(renorm.rmin)} … ${settingText(renorm.rmax)}, |d| = |μ − μₐ| / σₐ up to ${settingText(renorm.dmax)}, x̂ ← x̂·r + d`,
        ]
      : []),
    ...affineOf(convention),
    `running mean: ${mean}`,
    `running variance: ${variance}`,
    startOf(convention),
  ];
}

function startOf({ initialMean, initialVar }: Convention): string {
  if (initialMean === null || initialVar === null) return 'start: none';
  return `start: mean ${settingText(initialMean)}, variance ${settingText(initialVar)}`;
}

function affineOf({ affine }: Convention): readonly string[] {
  switch (affine) {
    case 'linear':
      return ['y = W·x̂ + b'];
    case 'fixed-gamma':
      return ['y = x̂ + β'];
    case 'none':
      return ['y = x̂'];
    case 'elementwise':
    case 'frozen':
      return ['y = γ·x̂ + β'];
  }
}

function divisorText(convention: Convention): string {
  switch (convention.storedVar) {
    case 'biased':
      return 'N';
    case 'unbiased':
      return '(N − 1)';
    case 'eps-corrected':
      return `(N − ${settingText(-storedDivisor(convention, 0))})`;
  }
}
