import type { Layout } from '../../engine/index.js';
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

/** The samples of a batch that an experiment takes: evenly taken, and the channels about the selected one. */
export interface SampledValues {
  /** Flat C-order indices of the samples' first values. */
  readonly places: readonly number[];
  /** The first of the channels, and how many. */
  readonly first: number;
  readonly channels: number;
}

export function samplesOf({ groups, inner, count }: Layout, channel: number): SampledValues {
  const channels = Math.min(groups, MAX_CHANNELS);
  const first = Math.max(0, Math.min(channel, groups - channels));
  const step = Math.max(1, Math.floor(count / MAX_SAMPLES));
  const taken = Math.min(MAX_SAMPLES, Math.ceil(count / step));
  const places = Array.from({ length: taken }, (_, sample) => {
    const at = sample * step;
    return (Math.floor(at / inner) * groups + first) * inner + (at % inner);
  });
  return { places, first, channels };
}

/**
 * The user's batch: of its samples those whose values are all finite.
 * @param rows the channels of each sample
 * @param count values per channel
 */
export function inputOfBatch(
  rows: readonly ArrayLike<number>[],
  { first, channels }: SampledValues,
  channel: number,
  count: number,
  label: string,
): ExperimentInput {
  const finite = rows.map((row) => Array.from(row)).filter((row) => row.every(Number.isFinite));
  const samples = finite.length;
  const source = `${label}, ${countText(samples)} of ${countText(count)} values per channel`;
  return { values: Float64Array.from(finite.flat()), samples, channels, channel: channel - first, source };
}
