import { elementCount, type Values } from '../../src/engine/index.js';
import type { TensorFile } from '../../src/formats/index.js';
import { demand } from './watchedSource.js';

const widths = { bool: 1, int8: 1, uint8: 1, float8_e4m3fn: 1, float8_e5m2: 1, float16: 2, bfloat16: 2 } as const;
const wider: Readonly<Partial<Record<string, number>>> = { int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4 };

/**
 * Reads a tensor whole, as bits and in rows, which have to agree. `held` bytes are what the file has for it.
 * @throws Misbehaviour, or what the reader throws.
 */
export async function readEveryWay(file: TensorFile, held: number): Promise<void> {
  const { values, shape, dtype } = await file.read();
  const count = elementCount(shape);
  demand(shape.length <= 64, () => `${shape.length} axes`);
  demand(
    shape.every((size) => Number.isSafeInteger(size) && size >= 0 && !Object.is(size, -0)),
    () => `shape ${shape.join()}`,
  );
  demand(dtype === file.dtype && shape.join() === file.shape.join(), () => `${dtype} of shape ${shape.join()}`);
  demand(values.length === count, () => `${values.length} values for ${count}`);
  // One byte becomes a float64 at most; in JSON a number may be one character.
  demand(values.byteLength <= 8 * held, () => `${values.byteLength} bytes of values from ${held}`);

  const bits = await file.readBits();
  const width = (widths as Readonly<Partial<Record<string, number>>>)[dtype] ?? wider[dtype] ?? 8;
  demand(bits.byteLength === width * count, () => `${bits.byteLength} bytes of bits for ${count} of ${dtype}`);
  if (dtype === 'float32' || dtype === 'float64') demandEqual(valuesOf(bits, dtype), values, 'bits');

  if (shape.length === 0) return;
  const rowLength = elementCount(shape.slice(1));
  const [start, rows] = [Math.floor(shape[0] / 3), Math.ceil(shape[0] / 3)];
  const some = await file.readRows(start, rows);
  demand(some.shape.join() === [rows, ...shape.slice(1)].join(), () => `rows of shape ${some.shape.join()}`);
  demandEqual(some.values, values.subarray(start * rowLength, (start + rows) * rowLength), `rows from ${start}`);
  if (shape[0] === 0) return;
  const last = await file.readRows(shape[0] - 1, 1);
  demandEqual(last.values, values.subarray(count - rowLength), 'the last row');
}

function valuesOf(bits: Uint8Array<ArrayBuffer>, dtype: 'float32' | 'float64'): Values {
  return dtype === 'float32' ? new Float32Array(bits.buffer) : new Float64Array(bits.buffer);
}

function demandEqual(found: Values, expected: Values, what: string): void {
  let isEqual = found.length === expected.length;
  for (let i = 0; isEqual && i < found.length; i++) isEqual = Object.is(found[i], expected[i]);
  demand(isEqual, () => `${what} are not those of the whole`);
}
