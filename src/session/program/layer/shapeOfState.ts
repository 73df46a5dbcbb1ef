import { elementCount, EngineError } from '../../../engine/index.js';
import { resolveTensor } from '../paths/index.js';
import type { Program } from '../program.js';
import { layerOf } from './layerOf.js';
import type { OpenParameter } from './openValues.js';

/** Ranks that a layer's batches may have: all conventions have their channel axis within one of them. */
const ranks = [2, 3, 4, 5];

/**
 * The smallest batch that a state without any batch fits: one value per channel.
 * @returns null where the state names no values for each channel
 * @throws EngineError for an unknown convention or a wrong setting; FormatError where a file is refused
 */
export async function shapeOfState(
  program: Program,
  base: string,
  open: OpenParameter,
): Promise<readonly number[] | null> {
  const { gamma, beta, runningMean, runningVar } = program.state ?? {};
  const value = [runningVar, runningMean, gamma, beta].find((one) => one !== undefined && typeof one !== 'number');
  if (value === undefined || typeof value === 'number') return null;
  const channels =
    typeof value === 'object' && !('file' in value)
      ? value.length
      : elementCount((await open(resolveTensor(base, value))).shape);
  for (const rank of ranks) {
    const shape = new Array<number>(rank).fill(1);
    const axis = axisIn(program, shape);
    if (axis === null) continue;
    shape[axis] = channels;
    return shape;
  }
  return null;
}

/** Null where a batch of this shape has no such axis. */
function axisIn(program: Program, shape: readonly number[]): number | null {
  try {
    return layerOf(program, shape).channelAxis;
  } catch (error) {
    if (!(error instanceof EngineError) || shape.length === ranks.at(-1)) throw error;
    return null;
  }
}
