import type { Values } from '../engine/index.js';
import { isLittleEndianHost, type ElementType } from './elementType.js';

/** Arrays that decoded elements are put into: widened values, or bare bits (an 8-byte element is two words). */
export type Decoded = Values | Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** What is made of stored elements. Reading, reordering and progress are the same whatever it is. */
export interface Decoding<T extends Decoded> {
  /** Bytes of an element where it is put. */
  readonly size: number;
  /** Entries of T per element. */
  readonly lanes: 1 | 2;
  /** Whether the bytes of each element are to be reversed first. */
  readonly swaps: boolean;
  /** Whether the (swapped) stored bytes are T's own already. */
  readonly isInPlace: boolean;
  allocate(count: number): T;
  /** The whole buffer as T; what `isInPlace` is about. */
  view(buffer: ArrayBuffer): T;
  /** Decodes `count` elements at `from` in the buffer to entry `at` of the target. */
  decode(buffer: ArrayBuffer, from: number, count: number, target: T, at: number): void;
}

/** Elements as numbers. */
export function valueDecoding(element: ElementType, isBigEndian: boolean): Decoding<Values> {
  return {
    size: element.widened === 'float32' ? 4 : 8,
    lanes: 1,
    swaps: element.size > 1 && isBigEndian === isLittleEndianHost,
    isInPlace: element.isWide,
    allocate: (count) => (element.widened === 'float32' ? new Float32Array(count) : new Float64Array(count)),
    view: (buffer) => (element.widened === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer)),
    decode: (buffer, from, count, target, at) => element.widen(buffer, from, count, target, at),
  };
}

/** Elements as they are stored, little-endian; never as floats, since a float register may change a signalling NaN. */
export function bitDecoding(element: ElementType, isBigEndian: boolean): Decoding<Exclude<Decoded, Values>> {
  const lanes = element.size === 8 ? 2 : 1;
  const Words = element.size === 1 ? Uint8Array : element.size === 2 ? Uint16Array : Uint32Array;
  const isBool = element.dtype === 'bool';
  return {
    size: element.size,
    lanes,
    swaps: element.size > 1 && isBigEndian,
    isInPlace: !isBool,
    allocate: (count) => new Words(count * lanes),
    view: (buffer) => new Words(buffer),
    decode: (buffer, from, count, target, at) => {
      const stored = new Words(buffer, from, count * lanes);
      if (isBool) for (let i = 0; i < count; i++) target[at + i] = stored[i] === 0 ? 0 : 1;
      else target.set(stored, at);
    },
  };
}
