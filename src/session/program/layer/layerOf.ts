import {
  changedLayer,
  conventionNamed,
  EngineError,
  initialState,
  layoutOf,
  overrideConvention,
  resolveAxis,
  show,
  type Layer,
  type LayerState,
} from '../../../engine/index.js';
import { FormatError } from '../../../formats/index.js';
import { linearOf } from './linearOf.js';
import { namedConvention } from './namedConvention.js';
import { misplacedParameter } from './misplacedParameter.js';
import { openValues, type OpenParameter } from './openValues.js';
import { isSet } from '../plan/setSteps.js';
import type { Program } from '../program.js';
import { pathText } from '../text/pathText.js';

/**
 * The layer of a program.
 * @param shape of a batch, for channel axes that count from the end
 * @throws EngineError for an unknown convention, a wrong setting, or an axis that the shape does not have
 */
export function layerOf(program: Program, shape: readonly number[]): Layer {
  const { channelAxis, batchAxis, affine = true, trackRunningStats = true } = program;
  const { base, ...changes } = namedConvention(program);
  const convention = overrideConvention(conventionNamed(base), changes);
  const axis = resolveAxis(channelAxis ?? convention.channelAxis, shape);
  const batch = batchAxis === undefined ? 0 : resolveAxis(batchAxis, shape, 'batch axis');
  if (batchAxis !== undefined && batch === axis) {
    throw new EngineError(`batch axis ${batchAxis} of shape ${show(shape)}: it is the channel axis, too`);
  }
  return {
    convention,
    channelAxis: axis,
    ...(batch > 0 && { batchAxis: batch }),
    affine,
    trackRunningStats,
    ...emulationOf(program),
  };
}

function emulationOf({ emulate = {} }: Program): Pick<Layer, 'emulation'> {
  const { arithmetic = 'exact', state = 'float64' } = emulate;
  return arithmetic === 'exact' && state === 'float64' ? {} : { emulation: { arithmetic, state } };
}

/**
 * The state that a program starts with.
 * @param shape of a batch
 * @throws EngineError where a value does not fit the channels, naming both; FormatError where a file is refused, or the
 * layer has no place for a parameter
 */
export async function initialStateOf(
  program: Program,
  layer: Layer,
  shape: readonly number[],
  base: string,
  open: OpenParameter,
): Promise<LayerState> {
  const { channels, groups } = layoutOf(shape, layer);
  const fresh = initialState(layer, channels, groups);
  const misplaced = misplacedParameter(program);
  if (misplaced) {
    const { path, problem, expected } = misplaced;
    throw new FormatError({
      file: 'program',
      place: pathText(path),
      problem,
      expected,
      found: `"${path.at(-1) ?? ''}"`,
    });
  }
  const { state = {} } = program;
  const values = await openValues(state, layer, shape, base, open);
  const given = await values.load();
  return {
    ...fresh,
    ...given,
    ...(fresh.linear && { linear: await linearOf(state, fresh.linear, base, open) }),
  };
}

/**
 * Whether what the steps of a program set fits its layer.
 * @param shape of a batch
 * @throws EngineError and FormatError as `initialStateOf`, naming the step: `steps[3].set.gamma`
 */
export async function checkSets(
  { steps }: Program,
  layer: Layer,
  shape: readonly number[],
  base: string,
  open: OpenParameter,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    if (!isSet(step)) continue;
    const place = pathText(['steps', index, 'set']);
    try {
      changedLayer(layer, step.set);
    } catch (error) {
      throw error instanceof EngineError ? new EngineError(`${place}.${error.message}`) : error;
    }
    await openValues(step.set, layer, shape, base, open, place);
  }
}
