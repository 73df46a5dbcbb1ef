/** Arrays of numbers that answers have. */
export type Cells = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** Numbers of an array that are others than before, and how many there are now. Two arrays, however scattered they are. */
export interface CellChanges {
  readonly length: number;
  /** Where each run of them begins, and how many it has, in turn. */
  readonly runs: Uint32Array;
  /** Those of all runs, one after another; of the array's own kind. */
  readonly values: Cells;
}

/** What tells where a run is takes as much as some numbers: runs that are so close are one. */
const closest = 2;

/** Undefined where nothing is another; null where the array itself is shorter than its changes, or of another kind. */
export function cellChanges(before: Cells, after: Cells): CellChanges | undefined | null {
  if (before === after) return undefined;
  if (before.constructor !== after.constructor) return null;
  const { length } = after;
  const runs: number[] = [];
  let [start, end, count] = [-1, -1, 0];
  const close = (): void => {
    if (start < 0) return;
    runs.push(start, end - start);
    count += end - start;
  };
  const shared = Math.min(before.length, length);
  for (let index = 0; index < shared; index++) {
    if (Object.is(before[index], after[index])) continue;
    if (start < 0 || index - end > closest) {
      close();
      start = index;
    }
    end = index + 1;
  }
  if (length > shared) {
    if (start < 0 || shared - end > closest) {
      close();
      start = shared;
    }
    end = length;
  }
  close();
  if (runs.length === 0 && before.length === length) return undefined;
  if (count * after.BYTES_PER_ELEMENT + runs.length * 4 >= after.byteLength) return null;
  const values = new (after.constructor as new (length: number) => Cells)(count);
  for (let run = 0, to = 0; run < runs.length; to += runs[run + 1], run += 2) {
    values.set(after.subarray(runs[run], runs[run] + runs[run + 1]), to);
  }
  return { length, runs: Uint32Array.from(runs), values };
}

/** The array that the changes lead to; a new one. */
export function changedCells<T extends Cells>(before: T, { length, runs, values }: CellChanges): T {
  const cells = new (before.constructor as new (length: number) => T)(length);
  cells.set(before.subarray(0, length));
  for (let run = 0, from = 0; run < runs.length; run += 2) {
    const [start, count] = [runs[run], runs[run + 1]];
    cells.set(values.subarray(from, from + count), start);
    from += count;
  }
  return cells;
}
