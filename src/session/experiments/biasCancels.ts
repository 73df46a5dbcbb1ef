import { backward, evalNormalizer, initialState, normalizeOne, type Layer } from '../../engine/index.js';
import { numberText } from '../numberText.js';
import {
  average,
  batchOfColumn,
  columnOf,
  maxDifference,
  meanAndVariance,
  normalized,
  pytorchLayer,
  range,
} from './column.js';
import type { Experiment } from './experiment.js';

const MIN_BIAS = 1e-3;
const MAX_BIAS = 1e7;

/** A bias in front of BatchNorm does nothing: the batch's mean takes it away again, and its gradient is 0. */
export const biasCancels: Experiment = {
  id: 'bias-cancels',
  title: 'A bias before BatchNorm cancels',
  claim:
    'Whatever is added to every value of a channel, the batch mean takes away: y stays, and the gradient of that bias is 0. Not so in eval, where the remembered mean knows nothing of it, nor in float32, where a large bias rounds the values themselves.',
  sliders: [{ name: 'bias', label: 'bias b', min: MIN_BIAS, max: MAX_BIAS, initial: 1, scale: 'log' }],
  run(input, { bias }) {
    const u = columnOf(input);
    const layer = pytorchLayer();
    const y = normalized(u, layer);
    const moves = (b: number) => maxDifference(normalized(shifted(u, b), layer), y);
    const movesInFloat32 = (b: number) => maxDifference(normalizedInFloat32(u, b, layer), y);
    const exact = moves(bias);
    const rounded = movesInFloat32(bias);
    const evaluated = movesInEval(u, bias, layer);
    const biases = range(MIN_BIAS, MAX_BIAS, 41, 'log');
    const [training, float32] = [biases.map(moves), biases.map(movesInFloat32)];
    return {
      sentence: `With b = ${numberText(bias)}, y moves by ${numberText(exact)} in training, by ${numberText(rounded)} where training is in float32, and by ${numberText(evaluated)} in eval.`,
      numbers: [
        { label: '|dL/db|, training', value: Math.abs(biasGradient(u, bias, layer)) },
        { label: 'y moves, training, exact', value: exact },
        { label: 'y moves, training, float32', value: rounded },
        { label: 'y moves, eval', value: evaluated },
      ],
      plots: [
        {
          kind: 'lines',
          title: 'How far y moves in training',
          xLabel: 'bias b',
          yLabel: 'largest |change of y|',
          xScale: 'log',
          marker: bias,
          series: [
            { label: 'float32', role: 'batch', mark: 'line', x: biases, y: float32 },
            { label: 'exact', role: 'plain', mark: 'line', x: biases, y: training },
          ],
        },
      ],
    };
  },
};

function shifted(u: Float64Array, bias: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(u, (value) => value + bias);
}

/** Values, statistics and output rounded to float32 at every operation. */
function normalizedInFloat32(u: Float64Array, bias: number, exact: Layer): Float64Array<ArrayBuffer> {
  const values = Float32Array.from(u, (value) => Math.fround(value) + Math.fround(bias));
  return normalized(values, { ...exact, emulation: { arithmetic: 'float32', state: 'float32' } });
}

/** How far y moves where the running values were learned without the bias. */
function movesInEval(u: Float64Array<ArrayBuffer>, bias: number, layer: Layer): number {
  const [mean, variance] = meanAndVariance(u);
  const state = {
    ...initialState(layer, 1),
    runningMean: Float64Array.of(mean),
    runningVar: Float64Array.of(variance),
  };
  const normalizer = evalNormalizer(layer, state);
  return Math.abs(normalizeOne(u[0] + bias, 0, normalizer).y - normalizeOne(u[0], 0, normalizer).y);
}

/** dL/db for L = mean((y − t)²) with a target that no bias explains: only the statistics can make it 0. */
function biasGradient(u: Float64Array, bias: number, layer: Layer): number {
  const x = shifted(u, bias);
  const y = normalized(x, layer);
  const dy = y.map((value, i) => (2 * (value - targetOf(i))) / y.length);
  const { dx } = backward(batchOfColumn(x), batchOfColumn(dy), initialState(layer, 1), layer, 'train');
  return average(Float64Array.from(dx.values), (value) => value);
}

function targetOf(index: number): number {
  return 1 + Math.cos(index);
}
