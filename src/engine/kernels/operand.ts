import type { Values } from '../tensor.js';
import { KernelMemory } from './kernelMemory.js';
import type { Slab } from './slab.js';

/**
 * One array as the kernels see it: where it lies, or, tile by tile, as a copy in their memory. A copy may be wider than
 * the array: float32 next to float64 becomes float64, exactly.
 */
export class Operand {
  readonly isInPlace: boolean;
  /** Of the tile that was taken last. */
  address = 0;
  /** Bytes between its rows. */
  stride = 0;

  constructor(
    readonly memory: KernelMemory,
    readonly values: Values,
    readonly slot: number,
    readonly size: number,
  ) {
    this.isInPlace = KernelMemory.of(values) === memory && values.BYTES_PER_ELEMENT === size;
  }

  /** Prepares a tile: `isRead` says whether its elements are wanted. */
  take(tile: Slab, isRead: boolean): void {
    if (this.isInPlace) {
      this.address = this.values.byteOffset + tile.start * this.size;
      this.stride = tile.stride * this.size;
      return;
    }
    const width = tile.groups * tile.length;
    this.address = this.memory.slotAddress(this.slot);
    this.stride = width * this.size;
    if (!isRead) return;
    const copy = this.memory.slot(this.slot, this.size, tile.rows * width);
    forEachStretch(tile, width, (from, to, length) => copy.set(this.values.subarray(from, from + length), to));
  }

  /** Copies a tile that was computed to where it belongs. */
  put(tile: Slab): void {
    if (this.isInPlace) return;
    const width = tile.groups * tile.length;
    const copy = this.memory.slot(this.slot, this.size, tile.rows * width);
    forEachStretch(tile, width, (from, to, length) => this.values.set(copy.subarray(to, to + length), from));
  }
}

/** What is contiguous in the array: the whole tile, or each of its rows. */
function forEachStretch(
  { start, rows, stride }: Slab,
  width: number,
  visit: (from: number, to: number, length: number) => void,
): void {
  if (width === stride || rows === 1) visit(start, 0, rows * width);
  else for (let row = 0; row < rows; row++) visit(start + row * stride, row * width, width);
}
