import { show, type Linear } from '../../../engine/index.js';
import { FormatError } from '../../../formats/index.js';
import type { ProgramState, TensorPath } from '../program.js';
import { resolveTensor } from '../paths/index.js';
import { tensorName } from '../tensorName.js';

/** A parameter as a program has it: what it is called, its shape, which comes without its values, and those, flat. */
interface Parameter {
  readonly file: string;
  readonly shape: readonly number[];
  readonly values: () => Promise<ArrayLike<number>>;
}

type Open = (uri: string) => Promise<Omit<Parameter, 'file'>>;

/**
 * The Linear that takes the place of γ and β. What is not given changes nothing: a weight of 1 for each channel's own
 * output, a bias of 0.
 * @param fresh the Linear of a fresh layer, [channels, channels]
 * @param open a tensor file; what does not fit is not read, since it may be of any size
 * @throws FormatError where a shape does not fit, or a file is refused
 */
export async function linearOf(
  { weight: givenWeight, bias: givenBias }: Pick<ProgramState, 'weight' | 'bias'>,
  fresh: Linear,
  base: string,
  open: Open,
): Promise<Linear> {
  const channels = fresh.out;
  const load = async (given: TensorPath): Promise<Parameter> => {
    const uri = resolveTensor(base, given);
    return { file: tensorName(uri), ...(await open(uri)) };
  };
  const weight =
    givenWeight === undefined ? null : isRows(givenWeight) ? matrixOf(givenWeight) : await load(givenWeight);
  if (weight && (weight.shape.length !== 2 || weight.shape[0] === 0 || weight.shape[1] !== channels)) {
    throw unfit('weight', weight, `shape [outputs, ${channels}], one column for each channel`);
  }
  const out = weight?.shape[0] ?? channels;
  if (typeof givenBias === 'number') {
    return { weight: (await flat(weight)) ?? fresh.weight, bias: new Float64Array(out).fill(givenBias), out };
  }
  const bias = givenBias === undefined ? null : isList(givenBias) ? vectorOf(givenBias) : await load(givenBias);
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== out)) {
    throw unfit('bias', bias, `shape [${out}], one value for each output`);
  }
  return { weight: (await flat(weight)) ?? fresh.weight, bias: (await flat(bias)) ?? new Float64Array(out), out };
}

/** A list of rows; those of other lengths than the first have no shape, and so none that fits. */
function matrixOf(rows: readonly (readonly number[])[]): Parameter {
  const widths = new Set(rows.map(({ length }) => length));
  const shape = widths.size > 1 ? [rows.length] : [rows.length, Math.max(0, ...widths)];
  return { file: inline, shape, values: () => Promise.resolve(rows.flat()) };
}

function vectorOf(values: readonly number[]): Parameter {
  return { file: inline, shape: [values.length], values: () => Promise.resolve(values) };
}

const inline = 'program';

async function flat(parameter: Parameter | null): Promise<Float64Array | null> {
  return parameter && Float64Array.from(await parameter.values());
}

function unfit(name: 'weight' | 'bias', { file, shape }: Parameter, expected: string): FormatError {
  const problem = 'the Linear of the layer cannot have this shape';
  return new FormatError({ file, place: `state.${name}`, problem, expected, found: `shape ${show(shape)}` });
}

function isRows(given: NonNullable<ProgramState['weight']>): given is readonly (readonly number[])[] {
  return Array.isArray(given);
}

function isList(given: readonly number[] | TensorPath): given is readonly number[] {
  return Array.isArray(given);
}
