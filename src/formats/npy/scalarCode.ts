import type { DType } from '../../engine/index.js';

/** The dtypes of real numbers, by NumPy's codes without byte order. */
export const realCodes: ReadonlyMap<string, DType> = new Map([
  ['b1', 'bool'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['i4', 'int32'],
  ['i8', 'int64'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  // NumPy's one-letter codes, those whose size is the same on every machine.
  ['?', 'bool'],
  ['b', 'int8'],
  ['h', 'int16'],
  ['i', 'int32'],
  ['q', 'int64'],
  ['B', 'uint8'],
  ['H', 'uint16'],
  ['I', 'uint32'],
  ['Q', 'uint64'],
  ['e', 'float16'],
  ['f', 'float32'],
  ['d', 'float64'],
]);

/** A descr's code and byte order. `=` and `|` mean the machine's own, which is little-endian wherever NumPy runs today. */
export function splitDescr(descr: string): { readonly code: string; readonly isBigEndian: boolean } {
  const order = /^[<>=|]/.exec(descr)?.[0] ?? '';
  return { code: descr.slice(order.length), isBigEndian: order === '>' };
}
