import { layoutOf, type Layer, type Layout, type Moments, type Values } from '../../engine/index.js';
import { FormatError } from '../../formats/index.js';
import { type Session, Turns } from '../run/index.js';
import type { BatchAccess } from '../batches/index.js';

/** Smallest and largest finite value of each group, [groups]; NaN where none is finite. */
export interface FiniteRange {
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Of the batches whose extremes are infinite, so that their moments do not know. */
export type FiniteRanges = ReadonlyMap<Moments, FiniteRange>;

const known = new WeakMap<Moments, FiniteRange>();

/**
 * Reads the session's batches that hold infinities; a batch that cannot be read as a whole is left out.
 * @throws what `access.breathe` throws; the signal's reason
 */
export async function finiteRanges({ layer, passes }: Session, access: BatchAccess): Promise<FiniteRanges> {
  const ranges = new Map<Moments, FiniteRange>();
  const turns = new Turns(access.breathe);
  for (const { moments, plan } of passes) {
    if (!moments) continue;
    if (turns.isDue(64 + 2 * moments.min.length)) await turns.give();
    if (!hasInfiniteEnd(moments)) continue;
    const range = known.get(moments) ?? (await rangeOf(access, plan.batch, layer));
    if (!range) continue;
    known.set(moments, range);
    ranges.set(moments, range);
  }
  return ranges;
}

function hasInfiniteEnd({ min, max }: Moments): boolean {
  return min.includes(-Infinity) || max.includes(Infinity);
}

async function rangeOf(
  access: BatchAccess,
  batch: Parameters<BatchAccess['tensor']>[0],
  layer: Layer,
): Promise<FiniteRange | null> {
  try {
    const { values, shape } = await access.tensor(batch);
    return finiteRange(values, layoutOf(shape, layer));
  } catch (error) {
    // Gone, or larger than memory: the ends alone are compared then.
    if (error instanceof FormatError) return null;
    throw error;
  }
}

/** @param values [outer, groups, inner] */
export function finiteRange(values: Values, { groups, inner }: Pick<Layout, 'groups' | 'inner'>): FiniteRange {
  const min = new Float64Array(groups).fill(Infinity);
  const max = new Float64Array(groups).fill(-Infinity);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    const group = Math.floor(i / inner) % groups;
    if (value < min[group]) min[group] = value;
    if (value > max[group]) max[group] = value;
  }
  const orNaN = (value: number) => (Number.isFinite(value) ? value : NaN);
  return { min: min.map(orNaN), max: max.map(orNaN) };
}
