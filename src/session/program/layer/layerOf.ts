import {
  conventionNamed,
  elementCount,
  EngineError,
  initialState,
  isTracking,
  layoutOf,
  overrideConvention,
  resolveAxis,
  show,
  type Layer,
  type LayerState,
} from '../../../engine/index.js';
import { FormatError } from '../../../formats/index.js';
import { ChannelCountError } from './channelCountError.js';
import { linearOf } from './linearOf.js';
import { misplacedParameter } from './misplacedParameter.js';
import { axesThatFit, fitText } from './layoutHint.js';
import type { ChannelValues, Program, TensorPath } from '../program.js';
import { resolveTensor } from '../paths/index.js';
import { tensorName } from '../tensorName.js';

/**
 * The layer of a program.
 * @param shape of a batch, for channel axes that count from the end
 * @throws EngineError for an unknown convention, a wrong setting, or an axis that the shape does not have
 */
export function layerOf(program: Program, shape: readonly number[]): Layer {
  const { convention: named = 'pytorch', channelAxis, batchAxis, affine = true, trackRunningStats = true } = program;
  const { base, ...changes } = typeof named === 'string' ? { base: named } : named;
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

/** A tensor file: its shape, which comes without its values, and those, flat. */
export type OpenParameter = (
  uri: string,
) => Promise<{ readonly shape: readonly number[]; readonly values: () => Promise<ArrayLike<number>> }>;

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
    const { name, problem, expected } = misplaced;
    throw new FormatError({ file: 'program', place: `state.${name}`, problem, expected, found: `"${name}"` });
  }
  const { state = {} } = program;
  const load = async (name: 'gamma' | 'beta' | 'runningMean' | 'runningVar', size: number) => {
    const given = state[name];
    // Without affine, or without tracking, a value waits until that is switched on.
    const isUsed = name === 'gamma' || name === 'beta' ? fresh[name] !== null : isTracking(layer);
    if (given === undefined || !isUsed) return fresh[name];
    if (typeof given === 'number') return new Float64Array(size).fill(given);
    const uri = isList(given) ? null : resolveTensor(base, given);
    const file = uri === null ? null : await open(uri);
    const length = file ? elementCount(file.shape) : (given as readonly number[]).length;
    // What does not fit is not read: it may be of any size.
    if (length === size) return Float64Array.from(file ? await file.values() : (given as readonly number[]));
    const what = file && uri !== null ? `${tensorName(uri)} has shape ${show(file.shape)}` : `found ${length} values`;
    const problem = `${name}: ${what}, expected ${size} values: one for each channel of a batch of shape [${shape.join(', ')}]`;
    const fitting = channels === groups ? axesThatFit(shape, [{ name, length }]) : [];
    if (fitting.length !== 1) throw new EngineError(problem);
    throw new ChannelCountError(`${problem}; ${fitText(shape, fitting[0], layer.channelAxis)}`, fitting[0]);
  };
  return {
    ...fresh,
    gamma: await load('gamma', channels),
    beta: await load('beta', channels),
    ...(fresh.linear && { linear: await linearOf(state, fresh.linear, base, open) }),
    runningMean: await load('runningMean', groups),
    runningVar: await load('runningVar', groups),
    numBatchesTracked: await loadCount(state.numBatchesTracked ?? fresh.numBatchesTracked, base, open),
  };
}

/** A number, or a tensor of one. */
async function loadCount(given: number | TensorPath, base: string, open: OpenParameter): Promise<number> {
  if (typeof given === 'number') return given;
  const uri = resolveTensor(base, given);
  const { shape, values } = await open(uri);
  const value = elementCount(shape) === 1 ? (await values())[0] : undefined;
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
  const found = value === undefined ? `shape ${show(shape)}` : String(value);
  throw new EngineError(`numBatchesTracked: ${tensorName(uri)}: expected one whole number from 0 on, found ${found}`);
}

function isList(given: ChannelValues): given is readonly number[] {
  return Array.isArray(given);
}
