import type { Convention } from './convention.js';
import { EngineError } from './engineError.js';

/** What may be changed about a convention; its key, name, source and code stay, so that people see where it came from. */
export type ConventionOverrides = Partial<Omit<Convention, 'key' | 'name' | 'rule' | 'source' | 'nativeCode'>>;

/** The fields that have a fixed set of values, and those values. */
export const conventionChoices = {
  momentumWeighs: ['batch', 'old'],
  normalizingVar: ['biased', 'unbiased'],
  storedVar: ['biased', 'unbiased', 'eps-corrected'],
  unbiasedOfOne: ['nan', 'biased'],
  average: ['exponential', 'zero-debiased', 'normalized-sum', 'mean-of-batches', 'population', 'none'],
  statisticsAxes: ['all-but-channel', 'batch'],
  affine: ['elementwise', 'fixed-gamma', 'frozen', 'linear', 'none'],
  oneValue: ['refuse', 'compute'],
  refusedBatch: ['counts', 'ignored'],
  updates: ['forward', 'backward', 'never'],
  untracked: ['use-batch', 'track-anyway'],
  attributes: ['float64', 'float32'],
  varianceAsWritten: ['two-pass', 'naive', 'naive-clamped'],
} as const satisfies { readonly [K in keyof ConventionOverrides]?: readonly Convention[K][] };

/**
 * A convention with some of its rules changed.
 * @throws EngineError for a value that the field cannot have, naming those it can.
 */
export function overrideConvention(base: Convention, changes: ConventionOverrides): Convention {
  for (const [field, allowed] of Object.entries(conventionChoices) as [
    keyof ConventionOverrides,
    readonly unknown[],
  ][]) {
    const value = changes[field];
    if (value !== undefined && !allowed.includes(value)) {
      throw new EngineError(`${field}: expected one of ${allowed.join(', ')}, found ${JSON.stringify(value)}`);
    }
  }
  if (changes.eps !== undefined && !(changes.eps >= 0 && changes.eps < Infinity)) {
    throw new EngineError(`eps: expected a number from 0 on, found ${changes.eps}`);
  }
  const { momentum } = changes;
  if (momentum !== undefined && momentum !== null && !Number.isFinite(momentum)) {
    throw new EngineError(`momentum: expected a number or null, found ${momentum}`);
  }
  if (changes.channelAxis !== undefined && !Number.isInteger(changes.channelAxis)) {
    throw new EngineError(`channelAxis: expected a whole number, found ${changes.channelAxis}`);
  }
  const { inputRanks } = changes;
  if (inputRanks?.some((rank) => !Number.isInteger(rank) || rank < 2)) {
    throw new EngineError(`inputRanks: expected whole numbers from 2 on, found ${inputRanks.join(', ')}`);
  }
  return { ...base, ...changes };
}
