import { FormatError, type ReadOptions, type TensorArchive, type TensorFile } from '../../../formats/index.js';

/** A member of a statistics file, as the contract of recordings has it. T passes, C channels. */
export interface Member {
  readonly name: string;
  /** One number a pass, several (the axes of its shape), or one a channel. */
  readonly of: 'pass' | 'axes' | 'channel';
  /** What its numbers may be, in words and as a test; absent: any. */
  readonly values?: { readonly expected: string; readonly fits: (value: number) => boolean };
}

const isWhole = (value: number): boolean => Number.isSafeInteger(value);
const counting = { expected: 'whole numbers from 0 on', fits: (value: number) => isWhole(value) && value >= 0 };

/** Those that tell of the passes as such. */
export const headMembers = {
  mode: {
    name: 'mode',
    of: 'pass',
    values: { expected: '1 (train) or 0 (eval)', fits: (one) => one === 0 || one === 1 },
  },
  step: { name: 'step', of: 'pass', values: { expected: 'whole numbers', fits: isWhole } },
  count: {
    name: 'count',
    of: 'pass',
    values: { expected: 'whole numbers from 1 on', fits: (value) => isWhole(value) && value >= 1 },
  },
  shape: { name: 'shape', of: 'axes', values: counting },
} as const satisfies Record<string, Member>;

/** Those that hold what is computed with. */
export const statisticsMembers = [
  { name: 'mean', of: 'channel' },
  { name: 'var', of: 'channel' },
  { name: 'min', of: 'channel' },
  { name: 'max', of: 'channel' },
  { name: 'non_finite', of: 'channel', values: counting },
  { name: 'running_mean', of: 'channel' },
  { name: 'running_var', of: 'channel' },
  { name: 'num_batches_tracked', of: 'pass', values: counting },
  { name: 'running_mean_before', of: 'channel' },
  { name: 'running_var_before', of: 'channel' },
  { name: 'weight', of: 'channel' },
  { name: 'bias', of: 'channel' },
] as const satisfies readonly Member[];
export type StatisticsName = (typeof statisticsMembers)[number]['name'];

export interface Sizes {
  readonly passes: number;
  readonly channels: number;
}

/** @throws FormatError where it is missing, refused, or of another shape */
export async function openMember(
  archive: TensorArchive,
  { name, of }: Member,
  { passes, channels }: Sizes,
  options?: ReadOptions,
): Promise<TensorFile> {
  const file = await archive.open(name, options);
  const [first, second] = file.shape;
  const isRight =
    first === passes &&
    (of === 'pass' ? file.shape.length === 1 : file.shape.length === 2) &&
    (of !== 'channel' || second === channels);
  if (isRight) return file;
  const wanted = { pass: `[${passes}]`, axes: `[${passes}, axes]`, channel: `[${passes}, ${channels}]` }[of];
  throw refused(archive.name, name, 'it has another shape than the other members say', {
    expected: `shape ${wanted}`,
    found: `shape [${file.shape.join(', ')}]`,
  });
}

/** Entries of a member as float64. @throws FormatError where a number cannot be what the member is about */
export async function readMember(
  file: TensorFile,
  archive: string,
  member: Member,
  rows: { readonly start: number; readonly count: number },
  options?: ReadOptions,
): Promise<Float64Array> {
  const { values } = await file.readRows(rows.start, rows.count, options);
  const numbers = values instanceof Float64Array ? values : Float64Array.from(values);
  if (!member.values) return numbers;
  const { fits, expected } = member.values;
  const wrong = firstUnfit(numbers, fits);
  if (wrong < 0) return numbers;
  const perPass = numbers.length / rows.count;
  const found = `${numbers[wrong]} in its pass ${rows.start + Math.floor(wrong / perPass)}`;
  throw refused(archive, member.name, 'it holds a number that it cannot', { expected, found });
}

/** Where the first number stands that does not fit; −1: all do. Of a run of equal ones, such as no value at all, one is looked at. */
function firstUnfit(numbers: Float64Array, fits: (value: number) => boolean): number {
  let last = NaN;
  for (let at = 0; at < numbers.length; at++) {
    if (numbers[at] === last) continue;
    last = numbers[at];
    if (!fits(last)) return at;
  }
  return -1;
}

export function refused(
  archive: string,
  member: string,
  problem: string,
  { expected, found }: { readonly expected: string; readonly found: string },
): FormatError {
  return new FormatError({ file: archive, place: `member ${member}`, problem, expected, found });
}
