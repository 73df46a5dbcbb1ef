import { backward, initialState, type GradientPath, type Layer } from '../../engine/index.js';
import { numberText } from '../numberText.js';
import { average, batchOfColumn, normalized, pytorchLayer, standardColumn } from './column.js';
import type { Experiment } from './experiment.js';

/** Share of x̂ in the target; the rest is a mean of 1. More than all of it, so that a larger scale seems to help: the loss is 1 + (1 − share)² whatever bias and scale. */
const SHARE = 1.8626384;

interface Run {
  readonly bias: Float64Array;
  readonly scale: Float64Array;
  readonly loss: Float64Array;
}

/** Statistics treated as constants let the parameters in front of BatchNorm grow for ever, at a loss that stays. */
export const detachedStatistics: Experiment = {
  id: 'detached-statistics',
  title: 'Statistics must stay inside the gradient',
  claim:
    'If the gradient treats the batch’s mean as a constant, gradient descent believes that a bias helps. The mean takes it away again, so the loss stays and the bias grows for ever; with the variance outside, a scale does the same.',
  sliders: [
    { name: 'rate', label: 'learning rate', min: 0.001, max: 1, initial: 0.1, scale: 'log' },
    { name: 'steps', label: 'steps', min: 1, max: 400, initial: 100, scale: 'whole' },
  ],
  run(input, { rate, steps }) {
    const u = standardColumn(input);
    const layer = pytorchLayer({ eps: 0 });
    const inside = descend(u, layer, { mean: true, variance: true }, rate, steps);
    const outside = descend(u, layer, { mean: false, variance: true }, rate, steps);
    const both = descend(u, layer, { mean: true, variance: false }, rate, steps);
    const x = Float64Array.from(inside.bias, (_, step) => step);
    const last = (values: Float64Array) => values[values.length - 1];
    return {
      sentence: `After ${steps} steps the bias is ${numberText(last(outside.bias))} with the mean outside the gradient and ${numberText(last(inside.bias))} with it inside; the loss is ${last(outside.loss).toFixed(6)} all the while.`,
      numbers: [
        { label: 'b, mean outside', value: last(outside.bias) },
        { label: 'b, mean inside', value: last(inside.bias) },
        { label: 'scale, variance outside', value: last(both.scale) },
        { label: 'scale, variance inside', value: last(inside.scale) },
        { label: 'loss at the start', value: outside.loss[0] },
        { label: 'loss at the end', value: last(outside.loss) },
      ],
      plots: [
        {
          kind: 'lines',
          title: 'Bias',
          xLabel: 'step',
          yLabel: 'b',
          series: [
            { label: 'mean outside', role: 'batch', mark: 'line', x, y: outside.bias },
            { label: 'mean inside', role: 'plain', mark: 'line', x, y: inside.bias },
          ],
        },
        {
          kind: 'lines',
          title: 'Scale',
          xLabel: 'step',
          yLabel: 'a',
          series: [
            { label: 'variance outside', role: 'batch', mark: 'line', x, y: both.scale },
            { label: 'variance inside', role: 'plain', mark: 'line', x, y: inside.scale },
          ],
        },
        {
          kind: 'lines',
          title: 'Loss',
          xLabel: 'step',
          yLabel: 'mean (y − t)²',
          series: [{ label: 'mean outside', role: 'batch', mark: 'line', x, y: outside.loss }],
        },
      ],
    };
  },
};

/** Gradient descent on x = a·u + b against t = 1 + share·x̂ from b = 0, a = 1. */
function descend(u: Float64Array, layer: Layer, through: GradientPath, rate: number, steps: number): Run {
  const bias = new Float64Array(steps + 1);
  const scale = new Float64Array(steps + 1).fill(1);
  const loss = new Float64Array(steps + 1);
  const target = u.map((value) => 1 + SHARE * value);
  for (let step = 0; step <= steps; step++) {
    const x = Float64Array.from(u, (value) => scale[step] * value + bias[step]);
    const y = normalized(x, layer);
    loss[step] = average(y, (value, i) => (value - target[i]) ** 2);
    if (step === steps) break;
    const dy = y.map((value, i) => (2 * (value - target[i])) / y.length);
    const { dx } = backward(batchOfColumn(x), batchOfColumn(dy), initialState(layer, 1), layer, 'train', { through });
    const gradient = Float64Array.from(dx.values);
    bias[step + 1] = bias[step] - rate * gradient.reduce((sum, value) => sum + value, 0);
    scale[step + 1] = scale[step] - rate * gradient.reduce((sum, value, i) => sum + value * u[i], 0);
  }
  return { bias, scale, loss };
}
