import { elementCount } from '../engine/index.js';
import { boxPlan, type Box, type Level } from './box.js';

/** A box of elements of any size that lie in C order, as bytes in C order. */
export function sliceBits(
  name: string,
  bits: Uint8Array<ArrayBuffer>,
  shape: readonly number[],
  box: Box,
): Uint8Array<ArrayBuffer> {
  const { first, levels, size } = boxPlan(name, shape, 'C', box);
  const width = bits.byteLength / Math.max(1, elementCount(shape));
  const target = new Uint8Array(size * width);
  const copy = ([level, ...inner]: readonly (Level | undefined)[], from: number, to: number): void => {
    if (!level) {
      target.set(bits.subarray(from * width, (from + 1) * width), to * width);
      return;
    }
    const { count, stride, targetStride } = level;
    if (inner.length === 0 && stride === 1 && targetStride === 1) {
      target.set(bits.subarray(from * width, (from + count) * width), to * width);
      return;
    }
    for (let k = 0; k < count; k++) copy(inner, from + k * stride, to + k * targetStride);
  };
  if (size > 0) copy(levels, first, 0);
  return target;
}
