import type { PlannedPass } from '../program/index.js';
import type { ModelColumns } from './summary.js';

/** The axis that all layers share, and where the passes of each stand on it. */
export interface Alignment {
  readonly columns: ModelColumns;
  /** By layer: the column of each pass, [passes]. */
  readonly ofPasses: readonly Uint32Array[];
}

/** Passes by the user's own steps, train before eval; of those without one their number counts. */
export function aligned(plans: readonly (readonly PlannedPass[])[]): Alignment {
  const known = new Map<number, { readonly step: number; readonly mode: 0 | 1 }>();
  for (const plan of plans) {
    plan.forEach((pass, index) => {
      const place = placeOf(pass, index);
      const key = keyOf(place);
      if (!known.has(key)) known.set(key, place);
    });
  }
  const places = [...known.values()].sort((a, b) => a.step - b.step || b.mode - a.mode);
  const columnOf = new Map(places.map((place, column) => [keyOf(place), column]));
  return {
    columns: {
      steps: Float64Array.from(places, ({ step }) => step),
      modes: Uint8Array.from(places, ({ mode }) => mode),
    },
    ofPasses: plans.map((plan) =>
      Uint32Array.from(plan, (pass, index) => columnOf.get(keyOf(placeOf(pass, index))) ?? 0),
    ),
  };
}

function placeOf({ mode, recorded }: PlannedPass, index: number): { readonly step: number; readonly mode: 0 | 1 } {
  return { step: recorded?.recorded.step ?? index, mode: mode === 'train' ? 1 : 0 };
}

function keyOf({ step, mode }: { readonly step: number; readonly mode: 0 | 1 }): number {
  return step * 2 + mode;
}
