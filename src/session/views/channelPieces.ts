import { resolveAxis, type Values } from '../../engine/index.js';
import type { Box } from '../../formats/index.js';
import { type BatchAccess, boxOfBatch, indexOf, smallerBoxes } from '../batches/index.js';
import type { ShownPass } from './shownPass.js';

/** Values of a channel that are held at a time. */
const MOST_VALUES = 2 ** 19;

/** Where one group of statistics lies in its batch. */
export function boxOfGroup(
  { shape, layout, layer }: Pick<ShownPass, 'shape' | 'layout' | 'layer'>,
  group: number,
): Box {
  const first = indexOf(group * layout.inner, shape);
  const channelAxis = resolveAxis(layer.channelAxis, shape);
  const isOverBatchOnly = layer.convention.statisticsAxes === 'batch';
  const batchAxis = resolveAxis(layer.batchAxis ?? 0, shape);
  const isFixed = (axis: number) => (isOverBatchOnly ? axis !== batchAxis : axis === channelAxis);
  return {
    start: first.map((index, axis) => (isFixed(axis) ? index : 0)),
    count: shape.map((size, axis) => (isFixed(axis) ? 1 : size)),
  };
}

/** All values of one group, half a million at a time, in the order in which they are stored. */
export async function* channelPieces(
  access: BatchAccess,
  shown: Pick<ShownPass, 'plan' | 'shape' | 'layout' | 'layer'>,
  group: number,
): AsyncGenerator<Values, void> {
  const { batch } = shown.plan;
  const { order } = await access.header(batch);
  for (const box of smallerBoxes(boxOfGroup(shown, group), order, MOST_VALUES)) {
    yield await boxOfBatch(access, batch, box);
    // A cancel, and other views, get through.
    await access.breathe?.();
  }
}
