import { allocate, boxesOfRange, elementCount } from '../readerKit.js';
import type { Box } from '../box.js';
import type { ByteSource } from '../byteSource.js';

/** Items that lie anywhere within a source: those of a view of a tensor. The caller has checked that all do. */
export interface Strided {
  /** Bytes before the first item. */
  readonly offset: number;
  readonly itemSize: number;
  readonly shape: readonly number[];
  /** In items, 0 or more. */
  readonly strides: readonly number[];
}

/** Bytes that are read at once though not all of them are wanted. */
const worthReading = 2 ** 23;

/** The order in which all items lie one after another; undefined where they do not. */
export function orderOf({ shape, strides }: Pick<Strided, 'shape' | 'strides'>): 'C' | 'Fortran' | undefined {
  const axes = shape.map((size, axis) => ({ size, stride: strides[axis] })).filter(({ size }) => size !== 1);
  if (shape.includes(0)) return 'C';
  const isDense = (inwards: typeof axes): boolean => {
    let expected = 1;
    return inwards.every(({ size, stride }) => stride === expected && (expected *= size) > 0);
  };
  return isDense(axes.toReversed()) ? 'C' : isDense(axes) ? 'Fortran' : undefined;
}

/** The items in C order, as if nothing lay between. */
export function stridedSource(source: ByteSource, { offset, itemSize, shape, strides }: Strided): ByteSource {
  const count = elementCount(shape);
  const placeOf = (index: readonly number[]): number => index.reduce((sum, at, axis) => sum + at * strides[axis], 0);

  const readBoxInto = async (whole: Box, target: Uint8Array): Promise<void> => {
    // Each box and where it goes; the ones that are spread too far are read in halves.
    const boxes: { box: Box; at: number }[] = [{ box: whole, at: 0 }];
    for (let next = boxes.pop(); next; next = boxes.pop()) {
      const { box, at } = next;
      const first = placeOf(box.start);
      const span = itemSize * (1 + placeOf(box.count.map((size) => size - 1)));
      const axis = box.count.findIndex((size) => size > 1);
      if (span > worthReading && axis >= 0) {
        const half = Math.ceil(box.count[axis] / 2);
        const [left, right] = halves(box, axis, half);
        boxes.push({ box: right, at: at + itemSize * elementCount(left.count) }, { box: left, at });
        continue;
      }
      const bytes = await source.read(offset + first * itemSize, span);
      gather(bytes, box.count, strides, itemSize, target.subarray(at));
    }
  };

  return {
    name: source.name,
    size: count * itemSize,
    ...(source.version !== undefined && { version: source.version }),
    read: async (from, length) => {
      const end = Math.min(from + length, count * itemSize);
      if (from >= end) return new Uint8Array(0);
      const [firstItem, lastItem] = [Math.floor(from / itemSize), Math.ceil(end / itemSize)];
      const size = (lastItem - firstItem) * itemSize;
      const bytes = allocate(source.name, size, () => new Uint8Array(size));
      let at = 0;
      for (const box of boxesOfRange(shape, firstItem, lastItem)) {
        await readBoxInto(box, bytes.subarray(at));
        at += itemSize * elementCount(box.count);
      }
      return bytes.subarray(from - firstItem * itemSize, end - firstItem * itemSize);
    },
  };
}

function halves({ start, count }: Box, axis: number, size: number): readonly [Box, Box] {
  return [
    { start, count: count.with(axis, size) },
    { start: start.with(axis, start[axis] + size), count: count.with(axis, count[axis] - size) },
  ];
}

/** Puts items that lie `strides` apart one after another. */
function gather(
  bytes: Uint8Array,
  count: readonly number[],
  strides: readonly number[],
  itemSize: number,
  target: Uint8Array,
): void {
  const total = elementCount(count);
  const index = count.map(() => 0);
  let from = 0;
  for (let item = 0; item < total; item++) {
    const [begin, to] = [from * itemSize, item * itemSize];
    for (let byte = 0; byte < itemSize; byte++) target[to + byte] = bytes[begin + byte];
    for (let axis = count.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < count[axis]) break;
      from -= strides[axis] * count[axis];
      index[axis] = 0;
    }
  }
}
