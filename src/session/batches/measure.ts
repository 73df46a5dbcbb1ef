import {
  EngineError,
  MomentsAccumulator,
  storedLayout,
  type Convention,
  type PartialMoments,
  type StoredLayout,
  type Values,
} from '../../engine/index.js';
import type { ReadOptions, Rows, TensorFile } from '../../formats/index.js';
import { withChunkMemory } from './chunkMemory.js';

/** The axes that statistics are taken over. Plain, so that it crosses into a thread. */
export interface StatisticsAxes {
  readonly channelAxis: number;
  readonly batchAxis?: number;
  readonly statisticsAxes: Convention['statisticsAxes'];
}

export interface MeasureOptions extends ReadOptions {
  readonly rows?: Rows;
  /** Only these elements in the order of the file; the others are somebody else's. */
  readonly range?: { readonly from: number; readonly to: number };
  /** Told after each chunk that more is known. */
  readonly onPartial?: (partial: () => PartialMoments) => void;
}

/**
 * Moments of a tensor, or of a part of it, while it streams by: a chunk at a time is held.
 * @throws EngineError for a shape that cannot be normalized; FormatError; the signal's reason
 */
export async function measure(
  file: TensorFile,
  axes: StatisticsAxes,
  { onPartial, ...options }: MeasureOptions = {},
): Promise<PartialMoments> {
  const stored = layoutInFile(file, axes, options.rows);
  const { layout } = stored;
  const accumulator = new MomentsAccumulator(layout);
  const first = file.order === 'C' ? null : new FirstNonFinite(stored);
  const partial = () => inCOrder(accumulator.partial(), stored, first);
  await withChunkMemory(async (allocate) => {
    const multipleOf = layout.groups * layout.inner;
    for await (const { values, offset } of file.chunks({ ...options, multipleOf, allocate })) {
      accumulator.add(values, offset);
      first?.look(values, offset, accumulator.nonFinite);
      onPartial?.(partial);
    }
  });
  return partial();
}

/** @throws EngineError for a shape that cannot be normalized */
export function layoutInFile(
  { shape, order }: Pick<TensorFile, 'shape' | 'order'>,
  { statisticsAxes, ...axes }: StatisticsAxes,
  rows?: Rows,
): StoredLayout {
  if (shape.length === 0) throw new EngineError('shape []: expected at least 2 axes (batch and channels), found 0');
  const cut = rows ? [rows.count, ...shape.slice(1)] : shape;
  return storedLayout(cut, { ...axes, convention: { statisticsAxes } }, order);
}

/** Groups as C order counts them, and the first non-finite value that C order has. */
function inCOrder(partial: PartialMoments, { groups }: StoredLayout, first: FirstNonFinite | null): PartialMoments {
  const found = first ? { ...partial, firstNonFinite: first.indices } : partial;
  if (!groups) return found;
  const reordered = <T extends Float64Array | Uint32Array>(values: T): T => {
    const target = values.slice();
    groups.forEach((group, at) => (target[group] = values[at]));
    return target as T;
  };
  return {
    count: reordered(found.count),
    sumHi: reordered(found.sumHi),
    sumLo: reordered(found.sumLo),
    m2: reordered(found.m2),
    m2Lo: reordered(found.m2Lo),
    special: reordered(found.special),
    nonFinite: reordered(found.nonFinite),
    firstNonFinite: reordered(found.firstNonFinite),
    min: reordered(found.min),
    max: reordered(found.max),
    units: new Map([...found.units].map(([at, unit]) => [groups[at], unit])),
  };
}

/** Finds the values that are not finite where the file's order is another than C order, whose first one counts. */
class FirstNonFinite {
  /** Smallest flat C-order index, [groups in the order of the file]; −1 where all are finite. */
  readonly indices: Float64Array<ArrayBuffer>;
  #known = 0;

  constructor(private readonly stored: StoredLayout) {
    this.indices = new Float64Array(stored.layout.groups).fill(-1);
  }

  /** @param nonFinite how many there are by now */
  look(values: Values, offset: number, nonFinite: number): void {
    if (nonFinite === this.#known) return;
    this.#known = nonFinite;
    const { layout, indexOf } = this.stored;
    for (let i = 0; i < values.length; i++) {
      if (values[i] - values[i] === 0) continue;
      const place = offset + i;
      const group = Math.floor(place / layout.inner) % layout.groups;
      const index = indexOf(place);
      if (this.indices[group] < 0 || index < this.indices[group]) this.indices[group] = index;
    }
  }
}
