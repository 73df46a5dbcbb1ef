import { advance, initialState, layoutOf, momentsFor, normalizeValues } from '../../engine/index.js';
import { numberText } from '../numberText.js';
import { pytorchLayer } from './column.js';
import type { Experiment, ExperimentInput } from './experiment.js';
import { symmetricEigen } from './symmetricEigen.js';

/** More channels than this are no picture any more. */
const MAX_CHANNELS = 24;

/** BatchNorm makes every channel's variance 1 and leaves the correlation between them; whitening takes that away too. */
export const whitening: Experiment = {
  id: 'whitening',
  title: 'Whitening decorrelates, BatchNorm does not',
  claim:
    'BatchNorm looks at one channel at a time: variances become 1, correlations stay. Whitening multiplies by the inverse square root of the covariance, so that the channels know nothing of each other any more, at the price of an eigendecomposition.',
  sliders: [
    { name: 'channels', label: 'channels', min: 2, max: MAX_CHANNELS, initial: 8, scale: 'whole' },
    { name: 'mixing', label: 'extra mixing of neighbours', min: 0, max: 0.95, initial: 0.5, scale: 'linear' },
  ],
  run(input, { channels: wanted, mixing }) {
    const channels = Math.min(wanted, input.channels);
    const x = mixed(input, channels, mixing);
    const y = batchNormed(x, channels);
    const z = whitened(y, channels);
    const [before, normed, white] = [x, y, z].map((values) => correlation(values, channels));
    const off = (matrix: Float64Array) => largestOffDiagonal(matrix, channels);
    return {
      sentence: `The largest correlation between two of ${channels} channels is ${numberText(off(before))} before, ${numberText(off(normed))} after BatchNorm and ${numberText(off(white))} after whitening.`,
      numbers: [
        { label: 'largest |correlation|, before', value: off(before) },
        { label: 'after BatchNorm', value: off(normed) },
        { label: 'after whitening', value: off(white) },
      ],
      plots: [
        { kind: 'matrix', title: 'Before', size: channels, values: before },
        { kind: 'matrix', title: 'After BatchNorm', size: channels, values: normed },
        { kind: 'matrix', title: 'After whitening', size: channels, values: white },
      ],
    };
  },
};

/** The first channels, each with a share of its neighbour added: [samples, channels]. */
function mixed(
  { values, samples, channels: width }: ExperimentInput,
  channels: number,
  mixing: number,
): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: samples * channels }, (_, i) => {
    const [row, channel] = [Math.floor(i / channels), i % channels];
    const neighbour = channel === 0 ? 0 : values[row * width + channel - 1];
    return (1 - mixing) * values[row * width + channel] + mixing * neighbour;
  });
}

function batchNormed(values: Float64Array<ArrayBuffer>, channels: number): Float64Array<ArrayBuffer> {
  const layer = pytorchLayer();
  const layout = layoutOf([values.length / channels, channels], layer);
  const { normalizer } = advance(layer, 'train', momentsFor(layer, values, layout), initialState(layer, channels));
  return Float64Array.from(normalizeValues(values, layout, normalizer));
}

/** Covariance^(−1/2) times the rows (ZCA); directions without variance stay as they are. */
function whitened(values: Float64Array, channels: number): Float64Array<ArrayBuffer> {
  const { values: eigenvalues, vectors } = symmetricEigen(covariance(values, channels), channels);
  const largest = Math.max(...eigenvalues);
  const transform = new Float64Array(channels * channels);
  for (let i = 0; i < channels; i++) {
    for (let j = 0; j < channels; j++) {
      for (let k = 0; k < channels; k++) {
        const scale = eigenvalues[k] > 1e-12 * largest ? 1 / Math.sqrt(eigenvalues[k]) : 1;
        transform[i * channels + j] += vectors[i * channels + k] * scale * vectors[j * channels + k];
      }
    }
  }
  return Float64Array.from({ length: values.length }, (_, index) => {
    const [first, i] = [index - (index % channels), index % channels];
    let sum = 0;
    for (let j = 0; j < channels; j++) sum += transform[i * channels + j] * values[first + j];
    return sum;
  });
}

/** [channels, channels]; of values [samples, channels], about their means. */
function covariance(values: Float64Array, channels: number): Float64Array {
  const samples = values.length / channels;
  const mean = new Float64Array(channels);
  for (let i = 0; i < values.length; i++) mean[i % channels] += values[i] / samples;
  const result = new Float64Array(channels * channels);
  for (let row = 0; row < samples; row++) {
    for (let i = 0; i < channels; i++) {
      const a = values[row * channels + i] - mean[i];
      for (let j = 0; j < channels; j++) {
        result[i * channels + j] += (a * (values[row * channels + j] - mean[j])) / samples;
      }
    }
  }
  return result;
}

function correlation(values: Float64Array, channels: number): Float64Array {
  const matrix = covariance(values, channels);
  return matrix.map((value, index) => {
    const [i, j] = [Math.floor(index / channels), index % channels];
    const size = Math.sqrt(matrix[i * channels + i] * matrix[j * channels + j]);
    // A constant channel correlates with nothing but itself.
    return size > 0 ? value / size : i === j ? 1 : 0;
  });
}

function largestOffDiagonal(matrix: Float64Array, size: number): number {
  return matrix.reduce(
    (max, value, i) => (Math.floor(i / size) === i % size ? max : Math.max(max, Math.abs(value))),
    0,
  );
}
