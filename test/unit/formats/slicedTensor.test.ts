import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memorySource, openTensor, type TensorFile } from '../../../src/formats/index.js';
import { droppedAxis, hasRange, narrowed, parseSlice } from '../../../src/formats/slice.js';
import { boxesOfRange } from '../../../src/formats/slicedTensor.js';
import { npyFile, npyHeader } from './npyFile.js';

/** Values 0, 1, 2, … in C order, stored in either order. */
function counting(shape: readonly number[], order: 'C' | 'Fortran'): Uint8Array<ArrayBuffer> {
  const size = shape.reduce((product, length) => product * length, 1);
  const bytes = npyFile(npyHeader("'<f4'", `(${shape.join(', ')},)`, order === 'C' ? 'False' : 'True'), {
    dataBytes: 4 * size,
  });
  const view = new DataView(bytes.buffer);
  const start = bytes.byteLength - 4 * size;
  for (let flat = 0; flat < size; flat++) {
    let place = flat;
    if (order === 'Fortran') {
      place = 0;
      let rest = flat;
      const index = shape.map(() => 0);
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        index[axis] = rest % shape[axis];
        rest = Math.floor(rest / shape[axis]);
      }
      for (let axis = shape.length - 1; axis >= 0; axis--) place = place * shape[axis] + index[axis];
    }
    view.setFloat32(start + 4 * place, flat, true);
  }
  return bytes;
}

interface Cut {
  readonly shape: readonly number[];
  readonly parts: readonly {
    readonly text: string;
    readonly from: number;
    readonly to: number;
    readonly isDropped: boolean;
  }[];
}

const cuts: fc.Arbitrary<Cut> = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 })
  .chain((shape) =>
    fc
      .tuple(
        ...shape.map((size) =>
          fc.tuple(fc.nat(2), fc.nat(size - 1), fc.nat(size - 1)).map(([kind, a, b]) => {
            const [low, high] = [Math.min(a, b), Math.max(a, b) + 1];
            if (kind === 0) return { text: ':', from: 0, to: size, isDropped: false };
            if (kind === 1) return { text: String(a % 2 === 0 ? a : a - size), from: a, to: a + 1, isDropped: true };
            return { text: `${low}:${high}`, from: low, to: high, isDropped: false };
          }),
        ),
      )
      .map((parts) => ({ shape, parts })),
  );

/** The values of a slice, index by index. */
function expected({ shape, parts }: Cut): number[] {
  const values: number[] = [];
  const walk = (axis: number, flat: number): void => {
    if (axis === shape.length) {
      values.push(flat);
      return;
    }
    for (let at = parts[axis].from; at < parts[axis].to; at++) walk(axis + 1, flat * shape[axis] + at);
  };
  walk(0, 0);
  return values;
}

async function open(shape: readonly number[], order: 'C' | 'Fortran', slice: string): Promise<TensorFile> {
  return openTensor(memorySource('x.npy', counting(shape, order)), { slice });
}

async function chunked(file: TensorFile, options: Parameters<TensorFile['chunks']>[0]): Promise<number[]> {
  const all: number[] = [];
  for await (const { values, offset } of file.chunks(options)) values.forEach((value, i) => (all[offset + i] = value));
  return all;
}

/** From the order of the chunks to C order. */
function inCOrder(values: readonly number[], { order, shape }: TensorFile): number[] {
  if (order === 'C') return [...values];
  return values.map((_, flat) => {
    let rest = flat;
    const index = shape.map(() => 0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return values[index.reduceRight((place, at, axis) => place * shape[axis] + at, 0)];
  });
}

describe('a slice of a tensor', () => {
  test.each(['C', 'Fortran'] as const)('has the values that NumPy has, in %s order', async (order) => {
    await fc.assert(
      fc.asyncProperty(cuts, async (cut) => {
        const file = await open(cut.shape, order, cut.parts.map(({ text }) => text).join(', '));
        const wanted = expected(cut);
        expect(file.shape).toEqual(cut.parts.flatMap(({ from, to, isDropped }) => (isDropped ? [] : [to - from])));
        expect([...(await file.read()).values]).toEqual(wanted);
        expect(inCOrder(await chunked(file, {}), file)).toEqual(wanted);
        expect(file.dataBytes).toBeCloseTo(4 * wanted.length, 6);
        const bits = await file.readBits();
        expect([...new Float32Array(bits.buffer, bits.byteOffset, bits.byteLength / 4)]).toEqual(wanted);
        if (file.shape.length === 0) return;
        const rows = { start: file.shape[0] - 1, count: 1 };
        const last = wanted.slice(wanted.length - wanted.length / file.shape[0]);
        expect([...(await file.readRows(rows.start, 1)).values]).toEqual(last);
        expect(inCOrder(await chunked(file, { rows }), { ...file, shape: [1, ...file.shape.slice(1)] })).toEqual(last);
        const box = { start: file.shape.map(() => 0), count: file.shape.map(() => 1) };
        expect([...(await file.readBox(box))]).toEqual([wanted[0]]);
      }),
      { numRuns: 150 },
    );
  });

  test('gives any range of its chunks', async () => {
    for (const order of ['C', 'Fortran'] as const) {
      const file = await open([4, 3, 5, 2], order, ':, 1, 1:4');
      const all = await chunked(file, {});
      for (let from = 0; from < all.length; from += 5) {
        const part = await chunked(file, { range: { from, to: from + 4 }, multipleOf: 3 });
        expect(part.slice(from)).toEqual(all.slice(from, from + 4));
      }
    }
  });

  test('in boxes of a range leaves out nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
        fc.nat(255),
        fc.nat(255),
        (shape, a, b) => {
          const size = shape.reduce((product, length) => product * length, 1);
          const [from, to] = [Math.min(a, b) % (size + 1), Math.min(size, Math.max(a, b))];
          const flat = [...boxesOfRange(shape, from, to)].flatMap(({ start, count }) =>
            expected({
              shape,
              parts: shape.map((_, axis) => ({
                text: '',
                from: start[axis],
                to: start[axis] + count[axis],
                isDropped: false,
              })),
            }),
          );
          expect(flat).toEqual(Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i));
        },
      ),
    );
  });

  test.each([
    ['5', /slice \[5\]: axis 0 has no such entries \(expected entries 0 to 3, found 5\)/],
    ['-5', /axis 0 has no such entries/],
    [':, 2:2', /axis 1 has no such entries/],
    ['0:9', /axis 0 has no such entries/],
    ['3-4', /part for axis 0 is no index and no range \(expected such as 3, 32:64 or :, found 3-4\)/],
    ['0,', /part for axis 1 is no index and no range/],
    ['::2', /part for axis 0 is no index and no range/],
    ['0, 0, 0', /names more axes than the tensor has \(expected at most 2, of shape \[4, 3\], found 3\)/],
  ])('%s is refused', async (slice, message) => {
    await expect(open([4, 3], 'C', slice)).rejects.toThrow(message);
  });
});

describe('a slice as text', () => {
  test('is narrowed along the axes that it keeps', () => {
    expect(narrowed(undefined, 0, { index: 3 })).toBe('3');
    expect(narrowed(undefined, 2, { start: 4, count: 8 })).toBe(':, :, 4:12');
    expect(narrowed('3', 1, { start: 4, count: 8 })).toBe('3, :, 4:12');
    expect(narrowed(':, 2:9', 1, { index: 3 })).toBe(':, 5');
    expect(narrowed('1, 2, 10:20', 0, { start: 1, count: 2 })).toBe('1, 2, 11:13');
    expect(narrowed('-2:', 0, { start: 1, count: 1 })).toBe('-1:');
  });

  test('narrowed is the slice of the slice', () => {
    const shape = [6, 7, 8];
    const twice = parseSlice(narrowed(narrowed(':, 2', 1, { start: 2, count: 4 }), 0, { index: 5 }), shape, 'x');
    expect(twice).toEqual([
      { start: 5, count: 1, isDropped: true },
      { start: 2, count: 1, isDropped: true },
      { start: 2, count: 4, isDropped: false },
    ]);
  });

  test('tells which axis it drops, and whether it cuts one', () => {
    expect([droppedAxis(':, 3'), droppedAxis('3'), droppedAxis('1, 2'), droppedAxis(undefined)]).toEqual([
      1,
      0,
      null,
      null,
    ]);
    expect([hasRange(':, 3'), hasRange('3, 1:2'), hasRange(undefined)]).toEqual([false, true, false]);
  });
});
