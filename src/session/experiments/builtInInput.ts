import type { Tensor } from '../../engine/index.js';
import { layoutOf, type Layer } from '../../engine/index.js';
import { countText } from '../numberText.js';
import type { ExperimentInput } from './experiment.js';
import { normalGenerator } from './random.js';

/** As many samples of a batch as an experiment takes: enough for its statistics, few enough to move with a slider. */
const MAX_SAMPLES = 4096;
const MAX_CHANNELS = 24;
const BUILT_IN_CHANNELS = 8;

/** Normal numbers, seeded: 8 channels of 1,024 samples. */
export function builtInInput(samples = 1024): ExperimentInput {
  const normal = normalGenerator(3);
  const values = Float64Array.from({ length: samples * BUILT_IN_CHANNELS }, normal);
  return { values, samples, channels: BUILT_IN_CHANNELS, channel: 0, source: 'built-in normal numbers' };
}

/** The user's batch: its finite values, evenly taken, and the channels about the selected one. */
export function inputOfBatch({ shape, values }: Tensor, layer: Layer, channel: number, label: string): ExperimentInput {
  const { groups, inner, count } = layoutOf(shape, layer);
  const channels = Math.min(groups, MAX_CHANNELS);
  const first = Math.max(0, Math.min(channel, groups - channels));
  const step = Math.max(1, Math.floor(count / MAX_SAMPLES));
  const rows: number[] = [];
  for (let at = 0, taken = 0; at < count && taken < MAX_SAMPLES; at += step, taken++) {
    const [outer, within] = [Math.floor(at / inner), at % inner];
    const row = Array.from({ length: channels }, (_, c) => values[(outer * groups + first + c) * inner + within]);
    if (row.every(Number.isFinite)) rows.push(...row);
  }
  const samples = rows.length / channels;
  const source = `${label}, ${countText(samples)} of ${countText(count)} values per channel`;
  return { values: Float64Array.from(rows), samples, channels, channel: channel - first, source };
}
