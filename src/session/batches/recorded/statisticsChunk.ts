import type { ReadOptions, TensorArchive } from '../../../formats/index.js';
import type { RecordedHead } from '../../program/index.js';
import { openMember, readMember, statisticsMembers, type Member, type StatisticsName } from './members.js';

/** Consecutive passes of a statistics file in memory. */
export interface StatisticsChunk {
  readonly first: number;
  readonly count: number;
  readonly channels: number;
  /** [count × C], or [count], one behind the other; those that were recorded. */
  readonly values: Readonly<Partial<Record<Exclude<StatisticsName, 'var'>, Float64Array>>>;
  /** [count × C], Σ(x − mean)² */
  readonly m2: Float64Array;
  /** [count × C] */
  readonly nonFinite: Uint32Array;
  /** [C] of what all passes have in common. */
  readonly zeros: Float64Array;
  readonly unknown: Float64Array;
  /** Where the first value that is not finite stands, is not recorded. */
  readonly nowhere: Float64Array;
  readonly byteLength: number;
}

/** Bytes of members that are read together; of a deflated file, where every reading begins at its start, more. */
const together = { stored: 2 ** 24, deflated: 2 ** 27 };

/**
 * The passes that are read where one is asked for: always the same ones.
 * @throws FormatError naming file, member, expected and found
 */
export async function readChunk(
  archive: TensorArchive,
  head: RecordedHead,
  index: number,
  options?: ReadOptions,
): Promise<StatisticsChunk> {
  const { channels, passes } = head;
  const members = statisticsMembers.filter(({ name }) => head.members.includes(name));
  const files = await Promise.all(members.map((member) => openMember(archive, member, head, options)));
  const size = files.every(({ isSeekable }) => isSeekable) ? together.stored : together.deflated;
  const most = Math.max(1, Math.floor(size / (members.length * Math.max(1, channels) * 8)));
  const first = Math.floor(index / most) * most;
  const rows = { start: first, count: Math.min(most, passes - first) };
  const values: Partial<Record<StatisticsName, Float64Array>> = {};
  const read = await Promise.all(
    members.map((member: Member, at) => readMember(files[at], archive.name, member, rows, options)),
  );
  members.forEach(({ name }, at) => (values[name] = read[at]));
  // Of the variances as they are: what is made of them may overflow.
  const nonFinite = nonFiniteOf(values);
  const { var: variances = new Float64Array(0), ...others } = values;
  return {
    first,
    count: rows.count,
    channels,
    values: others,
    m2: squaresOf(variances, head.counts.subarray(first, first + rows.count), channels),
    nonFinite,
    zeros: new Float64Array(channels),
    unknown: new Float64Array(channels).fill(NaN),
    nowhere: new Float64Array(channels).fill(-1),
    byteLength: rows.count * channels * (members.length * 8 + 4),
  };
}

/** In the memory of the variances, which nobody asks for any more. @param counts of each pass */
function squaresOf(variances: Float64Array, counts: Float64Array, channels: number): Float64Array {
  for (let pass = 0, at = 0; at < variances.length; pass++) {
    const count = counts[pass];
    for (const end = at + channels; at < end; at++) variances[at] *= count;
  }
  return variances;
}

/** Where it was not recorded, a mean or variance that is not finite tells of one value at least. */
function nonFiniteOf({ non_finite, mean, var: variance }: Partial<Record<StatisticsName, Float64Array>>): Uint32Array {
  if (non_finite) return new Uint32Array(non_finite);
  const numbers = new Uint32Array(mean?.length ?? 0);
  for (let at = 0; at < numbers.length; at++)
    numbers[at] = Number.isFinite(mean?.[at]) && Number.isFinite(variance?.[at]) ? 0 : 1;
  return numbers;
}
