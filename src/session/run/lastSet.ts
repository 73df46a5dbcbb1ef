import type { LayerChanges, PlannedPass } from '../program/index.js';
import type { Session } from './session.js';

/** What a step of a program set, from which pass (from 0) on. */
export interface LastSet<T> {
  readonly value: T;
  readonly pass: number;
}

/** The passes before which something is set. Every step asks, and few programs have any. */
const known = new WeakMap<readonly PlannedPass[], readonly number[]>();

/** What a setting was last set to by the pass that comes, or the last one; null where the program begins with it. */
export function lastSet<K extends 'eps' | 'momentum'>(
  { plan, cursor }: Session,
  name: K,
): LastSet<NonNullable<LayerChanges[K]> | Extract<LayerChanges[K], null>> | null {
  const places = known.get(plan) ?? placesIn(plan);
  known.set(plan, places);
  for (const pass of places.filter((one) => one <= cursor.pass).reverse()) {
    const value = plan[pass].sets?.findLast((set) => set[name] !== undefined)?.[name];
    if (value !== undefined) return { value, pass };
  }
  return null;
}

/** A step that adds a pass makes another plan, of 10,000 others: without a list of them all. */
function placesIn(plan: readonly PlannedPass[]): readonly number[] {
  const places: number[] = [];
  for (let pass = 0; pass < plan.length; pass++) if (plan[pass].sets) places.push(pass);
  return places;
}
