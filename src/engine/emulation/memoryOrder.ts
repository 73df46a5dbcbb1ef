import { resolveAxis } from '../layout.js';

/**
 * How PyTorch 1.13 finds the values of a channel in memory, once the channel axis has been moved to axis 1; its native
 * code has one path for each. `planes`: contiguous, with other axes behind the channels. `rows`: the channels are the
 * fastest axis, as in [N, C] and in channels-last images. `strided`: anything else.
 */
export type MemoryOrder = 'planes' | 'rows' | 'strided';

/**
 * The order of a tensor in C order (`x.movedim(channelAxis, 1)`).
 * @throws EngineError where the shape has no such axis.
 */
export function memoryOrderOf(shape: readonly number[], channelAxis: number): MemoryOrder {
  const axis = resolveAxis(channelAxis, shape);
  const axes = shape.map((_, index) => index);
  const others = axes.filter((other) => other !== axis);
  const moved = [others[0], axis, ...others.slice(1)];
  // Axes of size 1 do not count: they can lie anywhere.
  const isOrder = (order: readonly number[]) => {
    const long = order.filter((one) => shape[one] > 1);
    return long.every((one, place) => place === 0 || long[place - 1] < one);
  };
  const isImage = moved.slice(2).some((other) => shape[other] > 1);
  if (isOrder(moved)) return isImage ? 'planes' : 'rows';
  const isChannelsLast = shape.length === 4 && isOrder([moved[0], moved[2], moved[3], axis]);
  return isChannelsLast ? 'rows' : 'strided';
}
