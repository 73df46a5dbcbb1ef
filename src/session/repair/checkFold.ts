import { convolution, type LayerInput } from './convolve.js';
import { fold, type EvalLayer } from './fold.js';
import { rowsOf, type Weight } from './weight.js';

/** More than this, as a share of the largest output, is no rounding. */
export const foldTolerance = 1e-4;
/** Multiplications that a check takes at most, some 0.3 s; then some places stand for all. */
const mostWork = 2 ** 28;
/** Between them others have their turn. */
const placesAtOnce = 2 ** 24;

/** The folded layer beside convolution and BatchNorm in eval, on one batch. */
export interface FoldCheck {
  /** Largest |folded − not folded|, and its channel; NaN before all. */
  readonly error: number;
  readonly channel: number;
  /** Largest |output|. */
  readonly largest: number;
  /** The error were the bias of the layer before not scaled, which is the usual mistake. */
  readonly unscaledBias: number;
  /** Places of the output that were compared, and that there are. */
  readonly compared: number;
  readonly places: number;
  /** Whether the error is above 1e-4 of the largest output, or NaN. */
  readonly isOff: boolean;
}

/**
 * Both computed in float64; the folded layer's weight and bias are rounded to what they are written in.
 * @param dtype that the folded layer is written in
 * @throws EngineError where the input does not fit; the reason of whoever has cancelled it
 */
export async function checkFold(
  layer: EvalLayer,
  weight: Weight,
  bias: ArrayLike<number>,
  input: LayerInput,
  dtype: 'float32' | 'float64',
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<FoldCheck> {
  const conv = convolution(weight, input);
  const folded = fold(layer, weight, bias);
  const round = (values: Float64Array) => (dtype === 'float32' ? Float64Array.from(values, Math.fround) : values);
  const { rows } = rowsOf(weight);
  const { rows: foldedRows } = rowsOf({ ...weight, values: round(folded.weight) });
  const foldedBias = round(folded.bias);
  const channels = layer.mean.length;
  const std = layer.variance.map((variance) => Math.sqrt(variance + layer.eps));
  const step = Math.max(1, Math.ceil((2 * conv.work * conv.places) / mostWork));
  let [error, channel, largest, compared, work] = [0, 0, 0, 0, 0];
  for (let place = 0; place < conv.places; place += step, compared++) {
    if ((work += conv.work) > placesAtOnce) {
      work = 0;
      await breathe();
    }
    for (let c = 0; c < channels; c++) {
      const x = conv.at(rows, place, c) + bias[c];
      const y = layer.gamma[c] * ((x - layer.mean[c]) / std[c]) + layer.beta[c];
      const difference = Math.abs(conv.at(foldedRows, place, c) + foldedBias[c] - y);
      if (Math.abs(y) > largest) largest = Math.abs(y);
      if (difference > error || (Number.isNaN(difference) && !Number.isNaN(error))) [error, channel] = [difference, c];
    }
  }
  const unscaled = Float64Array.from(bias, (b, c) => Math.abs(b * (folded.factor[c] - 1)));
  return {
    error,
    channel,
    largest,
    unscaledBias: unscaled.reduce((most, value) => Math.max(most, value), 0),
    compared,
    places: conv.places,
    isOff: !(error <= foldTolerance * largest),
  };
}
