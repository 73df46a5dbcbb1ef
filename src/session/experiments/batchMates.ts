import { countText, numberText } from '../numberText.js';
import { average, normalized, pytorchLayer, range, standardColumn } from './column.js';
import type { Experiment } from './experiment.js';
import { uniformGenerator } from './random.js';

const DRAWS = 400;
const BINS = 41;

/** One sample's output depends on its batch-mates: a coupling, and a jitter that regularizes. */
export const batchMates: Experiment = {
  id: 'batch-mates',
  title: 'A sample’s output depends on its batch-mates',
  claim:
    'In training every value of the batch is in the mean and the variance, so one and the same input comes out differently with each random batch. The jitter regularizes, and fades as batches grow; eval knows none.',
  sliders: [
    { name: 'size', label: 'batch size N', min: 2, max: 256, initial: 32, scale: 'whole' },
    { name: 'value', label: 'x of the sample, σ', min: -3, max: 3, initial: 1, scale: 'linear' },
  ],
  run(input, { size, value }) {
    const u = standardColumn(input);
    const outputs = outputsAmongMates(u, value, size);
    const mean = average(outputs, (y) => y);
    const jitter = Math.sqrt(average(outputs, (y) => (y - mean) ** 2));
    const edges = range(-4, 4, BINS);
    const shares = new Float64Array(BINS);
    for (const y of outputs)
      shares[Math.max(0, Math.min(BINS - 1, Math.round(((y + 4) / 8) * (BINS - 1))))] += 1 / DRAWS;
    const sizes = Float64Array.of(2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256);
    return {
      sentence: `Among ${countText(size - 1)} random batch-mates x = ${numberText(value)} σ comes out as ${numberText(mean)} ± ${numberText(jitter)}; eval with settled statistics always gives ${numberText(value)}.`,
      numbers: [
        { label: 'mean of y', value: mean },
        { label: 'jitter (σ of y)', value: jitter },
        { label: 'y in eval', value },
      ],
      plots: [
        {
          kind: 'lines',
          title: `y of the same x in ${DRAWS} batches`,
          xLabel: 'y',
          yLabel: 'share of batches',
          marker: value,
          series: [{ label: 'train', role: 'batch', mark: 'steps', x: edges, y: shares }],
        },
        {
          kind: 'lines',
          title: 'Jitter and batch size',
          xLabel: 'N',
          yLabel: 'σ of y',
          xScale: 'log',
          marker: size,
          series: [
            { label: 'jitter', role: 'batch', mark: 'line', x: sizes, y: sizes.map((n) => jitterAt(u, value, n)) },
          ],
        },
      ],
    };
  },
};

/** y of `value` in many batches of `size`, the others drawn at random; always the same ones. */
function outputsAmongMates(u: Float64Array, value: number, size: number): Float64Array {
  const uniform = uniformGenerator(2);
  const layer = pytorchLayer();
  return Float64Array.from({ length: DRAWS }, () => {
    const batch = Float64Array.from({ length: size }, (_, i) =>
      i === 0 ? value : u[Math.floor(uniform() * u.length)],
    );
    return normalized(batch, layer)[0];
  });
}

function jitterAt(u: Float64Array, value: number, size: number): number {
  const outputs = outputsAmongMates(u, value, size);
  const mean = average(outputs, (y) => y);
  return Math.sqrt(average(outputs, (y) => (y - mean) ** 2));
}
