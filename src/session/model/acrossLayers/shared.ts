import type { Placed } from '../layerFinding.js';

/** What the training loop does to all layers alike: how many passes it has run. */
const rules = new Set(['not-converged']);

/** What is the same in several layers, and from the same pass to the same: the first in order of call speaks for all. */
export function shared(placed: readonly Placed[]): Map<Placed, Placed> {
  const first = new Map<string, Placed>();
  const explained = new Map<Placed, Placed>();
  for (const one of placed) {
    const { rule, severity, pass, lastPass, channel } = one.finding;
    if (!rules.has(rule) || channel !== undefined) continue;
    const key = `${rule} ${severity} ${pass} ${lastPass}`;
    const known = first.get(key);
    if (known && known.layer !== one.layer) explained.set(one, known);
    else first.set(key, one);
  }
  return explained;
}
