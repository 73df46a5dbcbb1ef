import type { Values } from '../tensor.js';
import { instantiate, type SimdExports } from './simdModule.js';

const pageBytes = 65_536;
/** At the start of a thread's part: factors and sums of the groups of one tile. */
const paramsBytes = 65_536;
/** Then one place for each operand that lies elsewhere; together they fit into a second-level cache. */
const slotBytes = 131_072;
const slots = 3;
const partBytes = paramsBytes + slots * slotBytes;
/** Threads that may work on one shared memory. */
const mostThreads = 8;
const mostBytes = 2 ** 32;
const alignment = 64;

/** Elements that a slot holds, of either type. */
export const slotLength = slotBytes / 8;

const owners = new WeakMap<ArrayBufferLike, KernelMemory>();

/**
 * A memory of fixed size with the kernels in it. It never grows, since growing would detach every array in it; pages
 * are committed when they are first touched. Instance, memory and arrays hold each other and are freed together.
 */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  readonly exports: SimdExports;
  /** Factors and sums, as float64, at address `paramsAddress`. */
  readonly params: Float64Array;
  readonly paramsAddress: number;
  #end: number;

  private constructor(memory: WebAssembly.Memory, part: number) {
    this.memory = memory;
    this.exports = instantiate(memory);
    this.paramsAddress = part * partBytes;
    this.params = new Float64Array(memory.buffer, this.paramsAddress, paramsBytes / 8);
    this.#end = (memory.buffer instanceof ArrayBuffer ? 1 : mostThreads) * partBytes;
    owners.set(memory.buffer, this);
  }

  /** @throws where it cannot be had */
  static create(bytes: number, shared = false): KernelMemory {
    const whole = bytes + 4 * alignment + (shared ? mostThreads : 1) * partBytes;
    if (whole > mostBytes) throw new RangeError(`WebAssembly memory: at most ${mostBytes} bytes, not ${whole}`);
    const pages = Math.ceil(whole / pageBytes);
    return new KernelMemory(new WebAssembly.Memory({ initial: pages, maximum: pages, shared }), 0);
  }

  /** A memory of another thread, for the `part`-th of up to 8 threads. */
  static adopt(memory: WebAssembly.Memory, part: number): KernelMemory {
    return new KernelMemory(memory, part);
  }

  /** The memory that an array lies in, if it is one of these. */
  static of(values: ArrayBufferView): KernelMemory | undefined {
    return owners.get(values.buffer);
  }

  /** Address of `bytes` new bytes, or null where they do not fit. */
  allocate(bytes: number): number | null {
    const address = Math.ceil(this.#end / alignment) * alignment;
    if (address + bytes > this.memory.buffer.byteLength) return null;
    this.#end = address + bytes;
    return address;
  }

  slotAddress(slot: number): number {
    return this.paramsAddress + paramsBytes + slot * slotBytes;
  }

  /** The place of one operand, for elements of `size` bytes. */
  slot(slot: number, size: number, length: number): Values {
    const address = this.slotAddress(slot);
    return size === 4
      ? new Float32Array(this.memory.buffer, address, length)
      : new Float64Array(this.memory.buffer, address, length);
  }
}
