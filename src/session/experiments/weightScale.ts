import { backward, initialState, type Layer } from '../../engine/index.js';
import { numberText, settingText } from '../numberText.js';
import { average, batchOfColumn, maxDifference, normalized, pytorchLayer, range, standardColumn } from './column.js';
import type { Experiment } from './experiment.js';

const MIN_SCALE = 1e-4;
const MAX_SCALE = 1e3;

/** W → aW leaves the output and divides the gradient by a, until eps is no longer small beside the variance. */
export const weightScale: Experiment = {
  id: 'weight-scale',
  title: 'Scaling the weights changes nothing but the gradient',
  claim:
    'The batch’s own σ divides any scale of the weights away again: y stays, and the gradient of the weights becomes a times smaller. Only eps breaks this, once the variance no longer dwarfs it.',
  sliders: [
    { name: 'scale', label: 'scale a', min: MIN_SCALE, max: MAX_SCALE, initial: 1e-3, scale: 'log' },
    { name: 'eps', label: 'eps', min: 1e-12, max: 1e-2, initial: 1e-5, scale: 'log' },
  ],
  run(input, { scale, eps }) {
    const u = standardColumn(input);
    const layer = pytorchLayer({ eps });
    const y = normalized(u, layer);
    const ideal = pytorchLayer({ eps: 0 });
    const moves = (a: number, of: Layer, from: Float64Array) => maxDifference(normalized(scaled(u, a), of), from);
    const yIdeal = normalized(u, ideal);
    const moved = moves(scale, layer, y);
    const gradientAtOne = scaleGradient(u, 1, layer);
    const gradient = scaleGradient(u, scale, layer);
    const scales = range(MIN_SCALE, MAX_SCALE, 57, 'log');
    return {
      sentence: `With a = ${settingText(scale)} and eps = ${settingText(eps)}, y moves by ${numberText(moved)}; the gradient of the weights times a is ${numberText(gradient * scale)}, and was ${numberText(gradientAtOne)} at a = 1.`,
      numbers: [
        { label: 'y moves', value: moved },
        { label: 'y moves with eps = 0', value: moves(scale, ideal, yIdeal) },
        { label: '|dL/dW|·a', value: gradient * scale },
        { label: '|dL/dW| at a = 1', value: gradientAtOne },
        { label: 'σ of y', value: Math.sqrt(average(normalized(scaled(u, scale), layer), (value) => value * value)) },
      ],
      plots: [
        {
          kind: 'lines',
          title: 'How far y moves',
          xLabel: 'scale a',
          yLabel: 'largest |change of y|',
          xScale: 'log',
          marker: scale,
          series: [
            {
              label: `eps ${settingText(eps)}`,
              role: 'batch',
              mark: 'line',
              x: scales,
              y: scales.map((a) => moves(a, layer, y)),
            },
            { label: 'eps 0', role: 'plain', mark: 'line', x: scales, y: scales.map((a) => moves(a, ideal, yIdeal)) },
          ],
        },
        {
          kind: 'lines',
          title: 'Gradient of the weights',
          xLabel: 'scale a',
          yLabel: '|dL/dW|·a',
          xScale: 'log',
          marker: scale,
          series: [
            {
              label: `eps ${settingText(eps)}`,
              role: 'batch',
              mark: 'line',
              x: scales,
              y: scales.map((a) => scaleGradient(u, a, layer) * a),
            },
          ],
        },
      ],
    };
  },
};

function scaled(u: Float64Array, scale: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(u, (value) => value * scale);
}

/**
 * |dL/dw| of a second weight whose input is independent of u, for x = a·(u + w·v) at w = 0: a direction that changes
 * the output, unlike the scale itself.
 */
function scaleGradient(u: Float64Array, scale: number, layer: Layer): number {
  const x = scaled(u, scale);
  const v = u.map((_, i) => Math.cos(7 * i));
  const dy = u.map((value, i) => (value * Math.sin(3 * i) + v[i]) / u.length);
  const { dx } = backward(batchOfColumn(x), batchOfColumn(dy), initialState(layer, 1), layer, 'train');
  // With W → aW the gradient with respect to the scaled weight is that of x = W·(u, v).
  return Math.abs(Float64Array.from(dx.values).reduce((sum, value, i) => sum + value * v[i], 0));
}
