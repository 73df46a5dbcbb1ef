import { hfround, setFloat16 } from '@petamoriken/float16';
import type { DType, Values } from '../../engine/index.js';

/** What a tensor in JSON may be declared to be: what Python's lists of numbers come from. */
export type JsonDType = Exclude<DType, 'float8_e4m3fn' | 'float8_e5m2'>;

/** How numbers become values of a dtype that they are declared to have. */
export interface Rounding {
  /** Which numbers fit, in words. */
  readonly fitting: string;
  /** The nearest value of the dtype; undefined where there is none. */
  readonly round: (value: number) => number | undefined;
}

function integers(least: number, greatest: number): Rounding {
  return {
    fitting: `an integer from ${least} to ${greatest}`,
    round: (value) => (Number.isInteger(value) && value >= least && value <= greatest ? value : undefined),
  };
}

function floats(greatest: number, nearest: (value: number) => number): Rounding {
  return {
    fitting: `NaN, ±Infinity, or a number of at most ±${greatest}`,
    round: (value) => {
      const rounded = nearest(value);
      return Number.isFinite(rounded) || !Number.isFinite(value) ? rounded : undefined;
    },
  };
}

const bits = new DataView(new ArrayBuffer(4));

/** By way of float32, as ml_dtypes does: its upper half, rounded to even by what the lower half holds. */
function roundToBfloat16(value: number): number {
  if (Number.isNaN(value)) return NaN;
  bits.setFloat32(0, value);
  const word = bits.getUint32(0);
  bits.setUint32(0, (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000);
  return bits.getFloat32(0);
}

/** 64-bit integers end at 2^53: beyond, the number in the text need not be the one that was read. */
export const roundings: Readonly<Record<JsonDType, Rounding>> = {
  bool: integers(0, 1),
  int8: integers(-(2 ** 7), 2 ** 7 - 1),
  int16: integers(-(2 ** 15), 2 ** 15 - 1),
  int32: integers(-(2 ** 31), 2 ** 31 - 1),
  int64: integers(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  uint8: integers(0, 2 ** 8 - 1),
  uint16: integers(0, 2 ** 16 - 1),
  uint32: integers(0, 2 ** 32 - 1),
  uint64: integers(0, Number.MAX_SAFE_INTEGER),
  float16: floats(65504, hfround),
  bfloat16: floats(3.3895313892515355e38, roundToBfloat16),
  float32: floats(3.4028234663852886e38, Math.fround),
  float64: floats(Number.MAX_VALUE, (value) => value),
};

/** Little-endian bits of values that have been rounded to the dtype. */
export function encodeBits(values: Values, dtype: JsonDType, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  const write = writers[dtype];
  for (let i = 0; i < values.length; i++) write(view, i * size, values[i]);
  return bytes;
}

const writers: Readonly<Record<JsonDType, (view: DataView, at: number, value: number) => void>> = {
  bool: (view, at, value) => view.setUint8(at, value),
  int8: (view, at, value) => view.setInt8(at, value),
  int16: (view, at, value) => view.setInt16(at, value, true),
  int32: (view, at, value) => view.setInt32(at, value, true),
  int64: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  uint8: (view, at, value) => view.setUint8(at, value),
  uint16: (view, at, value) => view.setUint16(at, value, true),
  uint32: (view, at, value) => view.setUint32(at, value, true),
  uint64: (view, at, value) => view.setBigUint64(at, BigInt(value), true),
  float16: (view, at, value) => setFloat16(view, at, value, true),
  bfloat16: (view, at, value) => {
    bits.setFloat32(0, value);
    view.setUint16(at, bits.getUint16(0), true);
  },
  float32: (view, at, value) => view.setFloat32(at, value, true),
  float64: (view, at, value) => view.setFloat64(at, value, true),
};
