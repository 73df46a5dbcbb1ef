import { fastestKernels, type DType, type Values } from '../engine/index.js';

/** How the elements of one dtype are stored, and how they become numbers. */
export interface ElementType {
  readonly dtype: DType;
  /** Bytes of one stored element. */
  readonly size: 1 | 2 | 4 | 8;
  /** What the elements are widened to; see Tensor. */
  readonly widened: 'float32' | 'float64';
  /** Whether the stored bytes are the widened values already, but for their order. */
  readonly isWide: boolean;
  /** Widens `count` elements, in this machine's byte order, from `from` (aligned to `size`) into `target` at `at`. */
  widen(buffer: ArrayBuffer, from: number, count: number, target: Values, at: number): void;
}

type NumericArray = new (buffer: ArrayBuffer, from: number, count: number) => ArrayLike<number>;

function plain(dtype: DType, size: 1 | 2 | 4 | 8, stored: NumericArray): ElementType {
  const isWide = dtype === 'float32' || dtype === 'float64';
  return {
    dtype,
    size,
    widened: dtype === 'float32' ? 'float32' : 'float64',
    isWide,
    widen: (buffer, from, count, target, at) => target.set(new stored(buffer, from, count), at),
  };
}

/** 64-bit integers as high · 2³² + low: both terms are exact, so the sum is the integer rounded once. */
function wideInteger(dtype: 'int64' | 'uint64', High: Int32ArrayConstructor | Uint32ArrayConstructor): ElementType {
  return {
    dtype,
    size: 8,
    widened: 'float64',
    isWide: false,
    widen: (buffer, from, count, target, at) => {
      const low = new Uint32Array(buffer, from, 2 * count);
      const high = new High(buffer, from, 2 * count);
      const [lowAt, highAt] = isLittleEndianHost ? [0, 1] : [1, 0];
      for (let i = 0; i < count; i++) target[at + i] = high[2 * i + highAt] * 2 ** 32 + low[2 * i + lowAt];
    },
  };
}

const bool: ElementType = {
  dtype: 'bool',
  size: 1,
  widened: 'float64',
  isWide: false,
  widen: (buffer, from, count, target, at) => {
    const stored = new Uint8Array(buffer, from, count);
    for (let i = 0; i < count; i++) target[at + i] = stored[i] === 0 ? 0 : 1;
  },
};

/** One byte a value: 256 of them. https://github.com/jax-ml/ml_dtypes */
function float8(dtype: 'float8_e4m3fn' | 'float8_e5m2', valueOf: (bits: number) => number): ElementType {
  let values: Float32Array | undefined;
  return {
    dtype,
    size: 1,
    widened: 'float32',
    isWide: false,
    widen: (buffer, from, count, target, at) => {
      const stored = new Uint8Array(buffer, from, count);
      values ??= Float32Array.from({ length: 256 }, (_, bits) => valueOf(bits));
      for (let i = 0; i < count; i++) target[at + i] = values[stored[i]];
    },
  };
}

/** Sign, 4 bits of exponent, 3 of mantissa; no infinity, and one NaN of each sign. */
function float8E4M3(bits: number): number {
  const [sign, exponent, mantissa] = [bits & 0x80 ? -1 : 1, (bits >> 3) & 15, bits & 7];
  if (exponent === 15 && mantissa === 7) return NaN;
  return sign * (exponent === 0 ? mantissa * 2 ** -9 : (8 + mantissa) * 2 ** (exponent - 10));
}

function float16Of(bits: number): number {
  const values = new Float32Array(1);
  fastestKernels().widenFloat16(Uint16Array.of(bits), values);
  return values[0];
}

/** `count` entries of a target, which is float32 as `widened` says. */
function float32Part(target: Values, at: number, count: number): Float32Array {
  return new Float32Array(target.buffer, target.byteOffset + 4 * at, count);
}

const float16: ElementType = {
  dtype: 'float16',
  size: 2,
  widened: 'float32',
  isWide: false,
  widen: (buffer, from, count, target, at) => {
    fastestKernels().widenFloat16(new Uint16Array(buffer, from, count), float32Part(target, at, count));
  },
};

/** The upper half of a float32: https://github.com/jax-ml/ml_dtypes */
const bfloat16: ElementType = {
  dtype: 'bfloat16',
  size: 2,
  widened: 'float32',
  isWide: false,
  widen: (buffer, from, count, target, at) => {
    fastestKernels().widenBfloat16(new Uint16Array(buffer, from, count), float32Part(target, at, count));
  },
};

/** Typed arrays have the machine's byte order; files name their own. */
export const isLittleEndianHost = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Every dtype that can be read, by NumPy's name. */
export const elementTypes: Readonly<Record<DType, ElementType>> = {
  bool,
  int8: plain('int8', 1, Int8Array),
  int16: plain('int16', 2, Int16Array),
  int32: plain('int32', 4, Int32Array),
  int64: wideInteger('int64', Int32Array),
  uint8: plain('uint8', 1, Uint8Array),
  uint16: plain('uint16', 2, Uint16Array),
  uint32: plain('uint32', 4, Uint32Array),
  uint64: wideInteger('uint64', Uint32Array),
  float8_e4m3fn: float8('float8_e4m3fn', float8E4M3),
  // The upper half of a float16.
  float8_e5m2: float8('float8_e5m2', (bits) => float16Of(bits << 8)),
  float16,
  bfloat16,
  float32: plain('float32', 4, Float32Array),
  float64: plain('float64', 8, Float64Array),
};
