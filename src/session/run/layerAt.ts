import { changedLayer, type Layer } from '../../engine/index.js';
import type { Session } from './session.js';

/** The layer as it is set at a planned pass, whether that has run or not. */
export function layerAt({ layer: first, passes, plan }: Session, pass: number): Layer {
  if (pass < passes.length) return passes[pass].layer;
  const sets = plan.slice(passes.length, pass + 1).flatMap((planned) => planned.sets ?? []);
  return sets.reduce(changedLayer, passes.at(-1)?.layer ?? first);
}
