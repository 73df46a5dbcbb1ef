import type { Placed } from '../layerFinding.js';

const rules = new Set(['non-finite-input', 'non-finite-state']);

/**
 * Of all that is NaN or infinite, the first in order of call explains the rest: forwards through the layers of its step, and
 * through the weights that it spoils all layers of later ones. What was so in a state from the start explains itself.
 */
export function firstNonFinite(placed: readonly Placed[]): Map<Placed, Placed> {
  const found = placed
    .filter(({ finding }) => rules.has(finding.rule))
    .sort((a, b) => a.column - b.column || a.layer - b.layer);
  const explained = new Map<Placed, Placed>();
  const [first, ...later] = found;
  for (const one of later) if (one.column >= 0) explained.set(one, first);
  return explained;
}
