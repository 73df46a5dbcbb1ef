import {
  elementCount,
  EngineError,
  isAffine,
  isTracking,
  layoutOf,
  show,
  type Layer,
  type StateChanges,
} from '../../../engine/index.js';
import { resolveTensor } from '../paths/index.js';
import type { ChannelValues, LayerChanges, ProgramState, TensorPath } from '../program.js';
import { tensorName } from '../tensorName.js';
import { ChannelCountError } from './channelCountError.js';
import { axesThatFit, fitText } from './layoutHint.js';

/** A tensor file: its shape, which comes without its values, and those, flat. */
export type OpenParameter = (
  uri: string,
) => Promise<{ readonly shape: readonly number[]; readonly values: () => Promise<ArrayLike<number>> }>;

/** Values that fit a layer, as far as that can be told without reading them. */
export interface OpenValues {
  /** @throws EngineError where a count is none; FormatError where a file is refused */
  load(): Promise<StateChanges>;
}

/**
 * The values that a program gives for a layer, in its state or in a step. Without affine, or without tracking, a value waits
 * until that is switched on, and is neither checked nor read.
 * @param shape of a batch
 * @param place of the values in the program, for errors
 * @throws EngineError where a value does not fit the channels, naming both; FormatError where a file is refused
 */
export async function openValues(
  given: Pick<ProgramState, keyof StateChanges> | LayerChanges,
  layer: Layer,
  shape: readonly number[],
  base: string,
  open: OpenParameter,
  place = '',
): Promise<OpenValues> {
  const { channels, groups } = layoutOf(shape, layer);
  const [hasGamma, tracks] = [isAffine(layer) && layer.convention.affine !== 'linear', isTracking(layer)];
  const name = (of: keyof StateChanges) => (place === '' ? of : `${place}.${of}`);
  const one = (of: Exclude<keyof StateChanges, 'numBatchesTracked'>, size: number, isUsed: boolean) => {
    const value = given[of];
    return value === undefined || !isUsed ? null : openOne(value, name(of), size);
  };
  const openOne = async (value: ChannelValues, what: string, size: number): Promise<() => Promise<Float64Array>> => {
    if (typeof value === 'number') return () => Promise.resolve(new Float64Array(size).fill(value));
    const uri = isList(value) ? null : resolveTensor(base, value);
    const file = uri === null ? null : await open(uri);
    const length = file ? elementCount(file.shape) : (value as readonly number[]).length;
    // What does not fit is not read: it may be of any size.
    if (length === size) {
      return async () => Float64Array.from(file ? await file.values() : (value as readonly number[]));
    }
    const found = file && uri !== null ? `${tensorName(uri)} has shape ${show(file.shape)}` : `found ${length} values`;
    const problem = `${what}: ${found}, expected ${size} values: one for each channel of a batch of shape [${shape.join(', ')}]`;
    const fitting = channels === groups ? axesThatFit(shape, [{ name: what, length }]) : [];
    if (fitting.length !== 1) throw new EngineError(problem);
    throw new ChannelCountError(`${problem}; ${fitText(shape, fitting[0], layer.channelAxis)}`, fitting[0]);
  };
  const gamma = await one('gamma', channels, hasGamma);
  const beta = await one('beta', channels, hasGamma);
  const runningMean = await one('runningMean', groups, tracks);
  const runningVar = await one('runningVar', groups, tracks);
  const { numBatchesTracked } = given;
  const count =
    numBatchesTracked === undefined ? null : await openCount(numBatchesTracked, name('numBatchesTracked'), base, open);
  return {
    load: async () => ({
      ...(gamma && { gamma: await gamma() }),
      ...(beta && { beta: await beta() }),
      ...(runningMean && { runningMean: await runningMean() }),
      ...(runningVar && { runningVar: await runningVar() }),
      ...(count && { numBatchesTracked: await count() }),
    }),
  };
}

/** A number, or a tensor of one. */
async function openCount(
  given: number | TensorPath,
  what: string,
  base: string,
  open: OpenParameter,
): Promise<() => Promise<number>> {
  if (typeof given === 'number') return () => Promise.resolve(given);
  const uri = resolveTensor(base, given);
  const { shape, values } = await open(uri);
  const wrong = (found: string) =>
    new EngineError(`${what}: ${tensorName(uri)}: expected one whole number from 0 on, found ${found}`);
  if (elementCount(shape) !== 1) throw wrong(`shape ${show(shape)}`);
  return async () => {
    const [value] = Array.from(await values());
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw wrong(String(value));
  };
}

function isList(given: ChannelValues): given is readonly number[] {
  return Array.isArray(given);
}
