import { elementCount, EngineError, show } from '../../engine/index.js';
import { rowsOf, type Weight } from './weight.js';

/** What the layer before is given. */
export interface LayerInput {
  /** PyTorch: [N, in, …]; Keras: [N, …, in]. Of a Linear: [N, …, in] in both. */
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** A convolution without padding, of stride 1, or a linear layer, made ready for one input and its weights. */
export interface Convolution {
  /** Places of the output; each has a value for every channel. */
  readonly places: number;
  /** Multiplications for one place, all channels. */
  readonly work: number;
  /** Σ w·x of one place and one output, in float64. */
  readonly at: (rows: Float64Array, place: number, output: number) => number;
}

/**
 * @param weight whose shape it is for; its values are given as rows afterwards
 * @throws EngineError where the input does not fit it
 */
export function convolution(weight: Weight, { shape, values }: LayerInput): Convolution {
  const { inputs, kernel } = rowsOf(weight);
  const out = weight.layout === 'pytorch' ? weight.shape[0] : (weight.shape.at(-1) ?? 1);
  const isLinear = kernel.length === 0;
  const hasChannelsLast = isLinear || weight.layout === 'keras';
  const spatial = isLinear ? [] : hasChannelsLast ? shape.slice(1, -1) : shape.slice(2);
  const given = hasChannelsLast ? shape.at(-1) : shape.at(1);
  const groups = (given ?? 0) / inputs;
  const fits =
    shape.length >= 2 &&
    (isLinear ? groups === 1 : shape.length === kernel.length + 2 && Number.isInteger(groups) && out % groups === 0) &&
    spatial.every((size, axis) => size >= kernel[axis]);
  if (!fits || groups < 1) {
    const channels = isLinear
      ? `${inputs} on the last axis`
      : `${inputs} channels, or a multiple, on axis ${hasChannelsLast ? shape.length - 1 : 1}`;
    throw new EngineError(
      `input of shape ${show(shape)}: expected ${isLinear ? 'at least 2' : kernel.length + 2} axes with ${channels}${isLinear ? '' : ` and at least ${show(kernel)} places`}, for a weight of shape ${show(weight.shape)}`,
    );
  }
  const steps = stridesOf(spatial).map((step) => (hasChannelsLast ? step * (given ?? 1) : step));
  const channelStep = hasChannelsLast ? 1 : elementCount(spatial);
  const sample = isLinear ? inputs : elementCount(shape.slice(1));
  const outputSizes = spatial.map((size, axis) => size - kernel[axis] + 1);
  const perSample = elementCount(outputSizes);
  const size = inputs * elementCount(kernel);
  const offsets = new Int32Array(size);
  forEachIndex([inputs, ...kernel], (index, at) => {
    offsets[at] = index[0] * channelStep + index.slice(1).reduce((sum, k, axis) => sum + k * steps[axis], 0);
  });
  const starts = new Int32Array(perSample);
  forEachIndex(outputSizes, (index, at) => {
    starts[at] = index.reduce((sum, place, axis) => sum + place * steps[axis], 0);
  });
  const outputsPerGroup = out / groups;
  return {
    places: (elementCount(shape) / sample) * perSample,
    work: size * out,
    at: (rows, place, output) => {
      const group = Math.floor(output / outputsPerGroup);
      const start = Math.floor(place / perSample) * sample + starts[place % perSample] + group * inputs * channelStep;
      let sum = 0;
      for (let i = 0, row = output * size; i < size; i++, row++) sum += rows[row] * values[start + offsets[i]];
      return sum;
    },
  };
}

function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}

/** All indices of a shape in C order; once, with no index, where it has no axis. */
function forEachIndex(shape: readonly number[], tell: (index: readonly number[], at: number) => void): void {
  const index = shape.map(() => 0);
  for (let at = 0; at < elementCount(shape); at++) {
    tell(index, at);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
}
