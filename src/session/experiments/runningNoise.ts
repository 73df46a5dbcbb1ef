import { advance, initialState, initialWeight, layoutOf, momentsFor, type LayerState } from '../../engine/index.js';
import { numberText, percentText, settingText } from '../numberText.js';
import { average, meanAndVariance, pytorchLayer, standardColumn } from './column.js';
import type { Experiment } from './experiment.js';
import { uniformGenerator } from './random.js';

const MAX_BATCHES = 400;
/** Batches that the spread of the variance is taken over. */
const SPREAD_BATCHES = 2000;

/** How N, the momentum and the number of batches set the noise and the lag of the running statistics. */
export const runningNoise: Experiment = {
  id: 'running-noise',
  title: 'Noise and lag of the running statistics',
  claim:
    'Small batches make noisy statistics, a small momentum averages the noise away, and then takes long to forget where it began. Batches are drawn from the values again and again.',
  sliders: [
    { name: 'size', label: 'values per batch N', min: 2, max: 256, initial: 8, scale: 'whole' },
    { name: 'momentum', label: 'momentum m', min: 0.001, max: 1, initial: 0.1, scale: 'log' },
    { name: 'batches', label: 'batches', min: 1, max: MAX_BATCHES, initial: 100, scale: 'whole' },
    { name: 'shift', label: 'mean of the data, σ', min: -5, max: 5, initial: 3, scale: 'linear' },
  ],
  run(input, { size, momentum, batches, shift }) {
    const u = standardColumn(input).map((value) => value + shift);
    const layer = pytorchLayer({ momentum });
    const draw = drawing(u, size);
    const layout = layoutOf([size, 1], layer);
    let state: LayerState = initialState(layer, 1);
    const [runningMean, runningVar, batchMean] = [0, 0, 0].map(() => new Float64Array(batches));
    for (let batch = 0; batch < batches; batch++) {
      const values = draw();
      state = advance(layer, 'train', momentsFor(layer, values, layout), state).after;
      runningMean[batch] = state.runningMean?.[0] ?? NaN;
      runningVar[batch] = state.runningVar?.[0] ?? NaN;
      batchMean[batch] = meanAndVariance(values)[0];
    }
    const x = Float64Array.from(runningMean, (_, batch) => batch + 1);
    const spread = relativeSpread(u, size);
    const left = initialWeight(layer, batches);
    const lag = shift - runningMean[batches - 1];
    const needed = momentum >= 1 ? 1 : Math.ceil(Math.log(0.01) / Math.log(1 - momentum));
    return {
      sentence: `The variance of a batch of ${size} is off by ${percentText(spread)} of itself. After ${batches} batches ${percentText(left)} of the initial values are left, and the running mean is ${numberText(lag)} σ short of the data’s; under 1 % takes ${needed} batches at m = ${settingText(Number(momentum.toPrecision(3)))}.`,
      numbers: [
        { label: 'relative spread of the batch variance', value: spread },
        { label: 'weight of the initial values', value: left },
        { label: 'running mean', value: runningMean[batches - 1] },
        { label: 'running variance', value: runningVar[batches - 1] },
        { label: 'mean of the data', value: shift },
      ],
      plots: [
        {
          kind: 'lines',
          title: 'Mean',
          xLabel: 'batch',
          yLabel: 'mean, σ',
          series: [
            { label: 'batch', role: 'batch', mark: 'dots', x, y: batchMean },
            { label: 'running', role: 'running', mark: 'line', x, y: runningMean },
            { label: 'data', role: 'plain', mark: 'line', x, y: x.map(() => shift) },
          ],
        },
        {
          kind: 'lines',
          title: 'Variance',
          xLabel: 'batch',
          yLabel: 'variance, σ²',
          series: [
            { label: 'running', role: 'running', mark: 'line', x, y: runningVar },
            { label: 'data', role: 'plain', mark: 'line', x, y: x.map(() => 1) },
          ],
        },
      ],
    };
  },
};

/** Batches drawn at random, with replacement, always the same ones. */
function drawing(u: Float64Array, size: number): () => Float64Array<ArrayBuffer> {
  const uniform = uniformGenerator(1);
  return () => Float64Array.from({ length: size }, () => u[Math.floor(uniform() * u.length)]);
}

/** Standard deviation of the unbiased variance over many batches, as a share of its mean. */
export function relativeSpread(u: Float64Array, size: number): number {
  const draw = drawing(u, size);
  const variances = Float64Array.from(
    { length: SPREAD_BATCHES },
    () => (meanAndVariance(draw())[1] * size) / (size - 1),
  );
  const mean = average(variances, (value) => value);
  return Math.sqrt(average(variances, (value) => (value - mean) ** 2)) / mean;
}
