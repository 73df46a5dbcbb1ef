import { elementCount, EngineError, show } from '../../engine/index.js';

/** Where a framework's weights have their outputs: first ([out, in, …], PyTorch), or last ([…, in, out], Keras). */
export type WeightLayout = 'pytorch' | 'keras';

/** The weight of the convolution or linear layer before a BatchNorm layer, which has its outputs as its channels. */
export interface Weight {
  readonly shape: readonly number[];
  readonly layout: WeightLayout;
  /** Its rank is that of the data, but for a Linear's on data of more axes. */
  readonly values: ArrayLike<number>;
}

/** @throws EngineError unless it has as many outputs as the layer has channels */
export function checkWeight({ shape, layout }: Pick<Weight, 'shape' | 'layout'>, channels: number): void {
  const out = layout === 'pytorch' ? shape.at(0) : shape.at(-1);
  if (shape.length >= 2 && shape.length <= 5 && out === channels) return;
  const axis = layout === 'pytorch' ? 'first' : 'last';
  throw new EngineError(
    `weight of shape ${show(shape)}: expected 2 to 5 axes, ${channels} on the ${axis}, one for each channel`,
  );
}

/** Whether a shape could be such a weight; the layout whose axis fits, PyTorch's where both do. */
export function layoutThatFits(shape: readonly number[], channels: number): WeightLayout | null {
  if (shape.length < 2 || shape.length > 5) return null;
  if (shape[0] === channels) return 'pytorch';
  return shape.at(-1) === channels ? 'keras' : null;
}

/** The output that each element of the weight belongs to. */
export function outputOfElement({ shape, layout }: Pick<Weight, 'shape' | 'layout'>): (index: number) => number {
  if (layout === 'keras') {
    const out = shape.at(-1) ?? 1;
    return (index) => index % out;
  }
  const inner = elementCount(shape.slice(1));
  return (index) => Math.floor(index / inner);
}

/** One row an output, [out, in · kernel], inputs before kernel places, whatever the layout. */
export function rowsOf(weight: Weight): {
  readonly rows: Float64Array;
  readonly inputs: number;
  readonly kernel: readonly number[];
} {
  const { shape, layout, values } = weight;
  if (layout === 'pytorch') {
    return { rows: Float64Array.from(values), inputs: shape[1], kernel: shape.slice(2) };
  }
  const [inputs, out] = shape.slice(-2);
  const kernel = shape.slice(0, -2);
  const places = elementCount(kernel);
  const rows = new Float64Array(values.length);
  for (let place = 0; place < places; place++) {
    for (let input = 0; input < inputs; input++) {
      for (let o = 0; o < out; o++) {
        rows[(o * inputs + input) * places + place] = values[(place * inputs + input) * out + o];
      }
    }
  }
  return { rows, inputs, kernel };
}
