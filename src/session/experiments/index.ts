/** What the BatchNorm paper and its critics claim, each as an experiment that can be tried on any batch. */
import { batchMates } from './batchMates.js';
import { biasCancels } from './biasCancels.js';
import { detachedStatistics } from './detachedStatistics.js';
import type { Experiment } from './experiment.js';
import { runningNoise } from './runningNoise.js';
import { sigmoidLinearity } from './sigmoidLinearity.js';
import { weightScale } from './weightScale.js';
import { whitening } from './whitening.js';

export { builtInInput, inputOfBatch, samplesOf } from './builtInInput.js';
export type * from './experiment.js';

export const experiments: readonly Experiment[] = [
  biasCancels,
  weightScale,
  detachedStatistics,
  sigmoidLinearity,
  whitening,
  batchMates,
  runningNoise,
];
export { normalGenerator } from './random.js';
