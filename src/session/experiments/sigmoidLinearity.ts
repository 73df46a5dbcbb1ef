import { normalizeOne, advance, initialState, layoutOf, momentsFor } from '../../engine/index.js';
import { percentText } from '../numberText.js';
import { average, pytorchLayer, range, standardColumn } from './column.js';
import type { Experiment } from './experiment.js';

/** A slope below this is as good as none: the gradient dies. */
const FLAT = 0.05;
const MAX_GAMMA = 10;

/** Normalized input keeps a sigmoid in its nearly linear middle; γ decides how far out it may go. */
export const sigmoidLinearity: Experiment = {
  id: 'sigmoid-linearity',
  title: 'Normalized input keeps a sigmoid nearly linear',
  claim:
    'At γ = 1 nearly all of x̂ lies where a sigmoid is a straight line, so nothing saturates, and little of the sigmoid is used. γ lets the network choose.',
  sliders: [{ name: 'gamma', label: 'γ', min: 0.1, max: MAX_GAMMA, initial: 1, scale: 'linear' }],
  run(input, { gamma }) {
    const u = standardColumn(input);
    const at = statisticsAt(u, gamma);
    const gammas = range(0.1, MAX_GAMMA, 25);
    const all = Array.from(gammas, (value) => statisticsAt(u, value));
    const z = range(-MAX_GAMMA, MAX_GAMMA, 121);
    const order = u
      .map((_, i) => i)
      .sort((a, b) => u[a] - u[b])
      .filter((_, i) => i % Math.ceil(u.length / 200) === 0);
    const y = order.map((i) => at.y[i]);
    return {
      sentence: `At γ = ${gamma.toFixed(1)} a straight line explains R² = ${at.r2.toFixed(3)} of what the sigmoid does; ${percentText(at.flat)} of the values lie where its slope is under ${FLAT}.`,
      numbers: [
        { label: 'R² of the linear fit', value: at.r2 },
        { label: `share with slope < ${FLAT}`, value: at.flat },
      ],
      plots: [
        {
          kind: 'lines',
          title: 'Where the values lie on the sigmoid',
          xLabel: 'y = γ·x̂',
          yLabel: 'sigmoid(y)',
          series: [
            { label: 'sigmoid', role: 'plain', mark: 'line', x: z, y: z.map(sigmoid) },
            { label: 'values', role: 'batch', mark: 'dots', x: y, y: y.map(sigmoid) },
          ],
        },
        {
          kind: 'lines',
          title: 'How linear, how flat',
          xLabel: 'γ',
          yLabel: 'share',
          marker: gamma,
          series: [
            {
              label: 'R² of a line',
              role: 'batch',
              mark: 'line',
              x: gammas,
              y: Float64Array.from(all, ({ r2 }) => r2),
            },
            { label: 'flat', role: 'plain', mark: 'line', x: gammas, y: Float64Array.from(all, ({ flat }) => flat) },
          ],
        },
      ],
    };
  },
};

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

function statisticsAt(
  u: Float64Array<ArrayBuffer>,
  gamma: number,
): { readonly y: Float64Array; readonly r2: number; readonly flat: number } {
  const layer = pytorchLayer();
  const state = { ...initialState(layer, 1), gamma: Float64Array.of(gamma) };
  const moments = momentsFor(layer, u, layoutOf([u.length, 1], layer));
  const { normalizer } = advance(layer, 'train', moments, state);
  const y = u.map((value) => normalizeOne(value, 0, normalizer).y);
  const s = y.map(sigmoid);
  const [meanY, meanS] = [average(y, (value) => value), average(s, (value) => value)];
  const covariance = average(y, (value, i) => (value - meanY) * (s[i] - meanS));
  const r2 =
    covariance ** 2 / (average(y, (value) => (value - meanY) ** 2) * average(s, (value) => (value - meanS) ** 2));
  return { y, r2, flat: average(s, (value) => (value * (1 - value) < FLAT ? 1 : 0)) };
}
