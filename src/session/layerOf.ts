import {
  conventionNamed,
  EngineError,
  initialState,
  layoutOf,
  overrideConvention,
  resolveAxis,
  type Layer,
  type LayerState,
} from '../engine/index.js';
import { nameOf, resolvePath } from './programPaths.js';
import type { ChannelValues, Program } from './program.js';

/**
 * The layer of a program.
 * @param shape of a batch, for channel axes that count from the end
 * @throws EngineError for an unknown convention, a wrong setting, or an axis that the shape does not have
 */
export function layerOf(program: Program, shape: readonly number[]): Layer {
  const { convention: named = 'pytorch', channelAxis, affine = true, trackRunningStats = true } = program;
  const changes = typeof named === 'string' ? { base: named } : named;
  const base = conventionNamed(changes.base);
  const convention = overrideConvention(base, {
    ...(changes.eps !== undefined && { eps: changes.eps }),
    ...(changes.momentum !== undefined && { momentum: changes.momentum }),
  });
  return {
    convention,
    channelAxis: resolveAxis(channelAxis ?? convention.channelAxis, shape),
    affine,
    trackRunningStats,
  };
}

/**
 * The state that a program starts with.
 * @param readValues reads a tensor file flat, with its shape
 * @throws EngineError where a value does not fit the channels, naming both
 */
export async function initialStateOf(
  program: Program,
  layer: Layer,
  shape: readonly number[],
  base: string,
  readValues: (uri: string) => Promise<{ readonly shape: readonly number[]; readonly values: ArrayLike<number> }>,
): Promise<LayerState> {
  const layout = layoutOf(shape, layer);
  const fresh = initialState(layer, layout.channels, layout.groups);
  const { state = {} } = program;

  const load = async (name: string, given: ChannelValues | undefined, preset: Float64Array | null, size: number) => {
    // A layer without gamma, or without running values, has no use for them: it can be switched on and off.
    if (given === undefined || (preset === null && !isStateless(name))) return preset;
    if (typeof given === 'number') return new Float64Array(size).fill(given);
    const file = typeof given === 'string' ? await readValues(resolvePath(base, given)) : null;
    const values = file?.values ?? (given as readonly number[]);
    if (values.length !== size) {
      const what =
        typeof given === 'string'
          ? `${nameOf(resolvePath(base, given))} has shape [${file?.shape.join(', ') ?? ''}]`
          : `${values.length} values`;
      throw new EngineError(
        `${name}: ${what}, expected ${size}: one for each channel of a batch of shape [${shape.join(', ')}]`,
      );
    }
    return Float64Array.from(values);
  };
  const isStateless = (name: string) => name.startsWith('running') && layer.trackRunningStats;
  return {
    ...fresh,
    gamma: await load('gamma', state.gamma, fresh.gamma, layout.channels),
    beta: await load('beta', state.beta, fresh.beta, layout.channels),
    runningMean: await load('runningMean', state.runningMean, fresh.runningMean, layout.groups),
    runningVar: await load('runningVar', state.runningVar, fresh.runningVar, layout.groups),
    numBatchesTracked: state.numBatchesTracked ?? fresh.numBatchesTracked,
  };
}
