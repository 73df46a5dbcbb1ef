import type { Placed } from '../layerFinding.js';
import type { HandingLayer } from './handedOn.js';

/** What layers behind one get that says the same for every sample. */
const effects = new Set([
  'zero-variance',
  'eps-dominates',
  'distribution-shift',
  'outlier-batch',
  'repeated-batch',
  'dead-channel',
  'cancellation',
  'mode-shift',
  'train-eval-gap',
]);

/**
 * Of a layer that is constant in most channels, as a dead layer before it makes it: what begins behind it from there on
 * follows from it.
 */
export function diedBefore(placed: readonly Placed[], layers: readonly HandingLayer[]): Map<Placed, Placed> {
  const explained = new Map<Placed, Placed>();
  const dead = placed.filter(({ finding }) => finding.rule === 'zero-variance' && finding.channels !== undefined);
  for (const one of placed) {
    if (!effects.has(one.finding.rule)) continue;
    const cause = dead.find(
      ({ layer, column }) => layer < one.layer && column <= one.column && layers[layer].rank === layers[one.layer].rank,
    );
    if (cause) explained.set(one, cause);
  }
  return explained;
}
