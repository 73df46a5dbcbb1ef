import type { Convention, LayerState, Mode } from '../../../src/engine/index.js';
import type { Session } from '../../../src/session/run/session.js';
import { ranProgram, type MadeBatch } from '../program.js';
import type { Random } from '../random.js';
import { standardNormal } from '../values.js';

/** A program with something wrong in it, or nearly so, and what is to be said of it. */
export interface Case {
  readonly session: Session;
  /** Where the fault begins; null: the contract leaves it open. */
  readonly pass: number | null;
  /** Channels that have it; null: all. */
  readonly channels: readonly number[] | null;
}

export interface Fault {
  readonly rule: string;
  readonly name: string;
  faulty(random: Random): Case;
  /** Something that looks like it and is none: the rule must say nothing. */
  near(random: Random): Case;
}

/** Batches as users have them. */
export interface Setting {
  readonly samples: number;
  readonly channels: number;
  readonly positions: number;
  readonly ofSample: number;
  /** Of each channel. */
  readonly mean: Float64Array;
  readonly sigma: Float64Array;
}

export function setting(random: Random, least: Partial<Pick<Setting, 'samples' | 'positions'>> = {}): Setting {
  const channels = random.oneOf([4, 8, 16, 32, 64]);
  const samples = random.oneOf([8, 16, 32, 64, 128, 256].filter((size) => size >= (least.samples ?? 16)));
  const most = Math.max(1, Math.floor(2 ** 15 / samples / channels));
  const positions = Math.max(least.positions ?? 1, Math.min(most, random.oneOf([1, 4, 16, 49])));
  return {
    samples,
    channels,
    positions,
    ofSample: random.oneOf([0, 0.1, 0.3]),
    mean: Float64Array.from({ length: channels }, () => random.normal()),
    sigma: Float64Array.from({ length: channels }, () => Math.exp(random.between(-1, 1))),
  };
}

/** What a batch is beside the setting's own. */
export interface Change {
  readonly samples?: number;
  /** In σ of the channel. */
  readonly shift?: (channel: number) => number;
  readonly scale?: (channel: number) => number;
}

export function batch(
  random: Random,
  { samples: usual, channels, positions, ofSample, mean, sigma }: Setting,
  mode: Mode,
  { samples = usual, shift = () => 0, scale = () => 1 }: Change = {},
): MadeBatch {
  const likeness = { ofSample, window: 1, ofChannels: 0 };
  const values = standardNormal(random, samples, channels, positions, likeness);
  for (let i = 0; i < values.length; i++) {
    const channel = Math.floor(i / positions) % channels;
    values[i] = mean[channel] + sigma[channel] * (shift(channel) + scale(channel) * values[i]);
  }
  return { mode, shape: positions === 1 ? [samples, channels] : [samples, channels, positions], values };
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Running values that fit the setting. */
export function fitting({ mean, sigma }: Setting): Pick<LayerState, 'runningMean' | 'runningVar'> {
  return { runningMean: mean.slice(), runningVar: sigma.map((one) => one ** 2) };
}

export function caseOf(
  batches: readonly MadeBatch[],
  expected: { readonly pass?: number | null; readonly channels?: readonly number[] | null } = {},
  options: {
    readonly state?: Partial<LayerState>;
    readonly changes?: Partial<Convention>;
    readonly convention?: string;
  } = {},
): Case {
  const { pass = 0, channels = null } = expected;
  return { session: ranProgram({ ...options, batches }), pass, channels };
}

/** A channel of the setting. */
export function someChannel(random: Random, { channels }: Setting): number {
  return random.whole(0, channels - 1);
}
