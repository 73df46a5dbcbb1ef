import type { Arena } from '../../../src/engine/index.js';
import { randomValues } from '../randomValues.js';
import type { BenchDType } from './shapes.js';

/** What a pass reads and writes, in memory that threads share; float16 as bits. Outputs are float32. */
export interface Tensors {
  readonly x: Float32Array | Uint16Array;
  /** Gradient of the output. */
  readonly g: Float32Array | Uint16Array;
  /** y or dx. As PyTorch's allocator does for its output: memory that was touched before is used again. */
  readonly output: Float32Array;
  /** For float16 that is being widened, one for x and one for g of each thread: [thread][operand]. */
  readonly scratch: readonly (readonly Float32Array[])[];
}

/** Where arrays lie, for another thread, whose buffer of the same memory is another object. */
export interface Places {
  readonly x: Place;
  readonly g: Place;
  readonly output: Place;
  readonly scratch: readonly (readonly Place[])[];
}

interface Place {
  readonly isBits: boolean;
  readonly at: number;
  readonly length: number;
}

export function bytesOf(size: number, scratchLength: number): number {
  return 12 * size + 16 * scratchLength + 1024;
}

export function makeTensors(arena: Arena, size: number, dtype: BenchDType, scratchLength: number): Tensors {
  const input = (seed: number): Float32Array | Uint16Array => {
    if (dtype === 'float32') {
      const values = arena.float32(size);
      values.set(randomValues(size));
      return values;
    }
    const words = arena.float32(Math.ceil(size / 2));
    // Bits 0x3800 to 0x3bff are float16 from 0.5 to 1.
    const bits = new Uint16Array(words.buffer, words.byteOffset, size);
    for (let i = 0; i < size; i++) bits[i] = 0x3800 + ((i * 7919 + seed) % 1024);
    return bits;
  };
  const output = arena.float32(size).fill(0);
  const scratch = [0, 1].map(() => [arena.float32(scratchLength), arena.float32(scratchLength)]);
  return { x: input(0), g: input(13), output, scratch };
}

export function placesOf({ x, g, output, scratch }: Tensors): Places {
  const place = (values: Float32Array | Uint16Array): Place => ({
    isBits: values instanceof Uint16Array,
    at: values.byteOffset,
    length: values.length,
  });
  return { x: place(x), g: place(g), output: place(output), scratch: scratch.map((pair) => pair.map(place)) };
}

export function tensorsAt(buffer: ArrayBufferLike, { x, g, output, scratch }: Places): Tensors {
  const floats = ({ at, length }: Place) => new Float32Array(buffer, at, length);
  const either = (place: Place) => (place.isBits ? new Uint16Array(buffer, place.at, place.length) : floats(place));
  const pairs = scratch.map((pair) => pair.map(floats));
  return { x: either(x), g: either(g), output: floats(output), scratch: pairs };
}
