import { elementCount, type DType } from '../../engine/index.js';
import type { ByteSource } from '../byteSource.js';
import { elementTypes } from '../elementType.js';
import { FormatError } from '../formatError.js';
import { printable, quoted } from '../printable.js';
import { isCountable, maxRank } from '../shapeLimits.js';
import { headerAt } from './isSafetensors.js';
import type { HeaderEntry } from './safetensorsHeader.js';

/** https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs, enum Dtype. */
export const safetensorsDTypes: ReadonlyMap<string, DType> = new Map([
  ['BOOL', 'bool'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['I16', 'int16'],
  ['U16', 'uint16'],
  ['I32', 'int32'],
  ['U32', 'uint32'],
  ['I64', 'int64'],
  ['U64', 'uint64'],
  ['F8_E4M3', 'float8_e4m3fn'],
  ['F8_E5M2', 'float8_e5m2'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['F32', 'float32'],
  ['F64', 'float64'],
]);

/** Every byte of the data belongs to one tensor, and to one only; so the format demands, and so nothing is hidden. */
export function checkLayout(
  { name: file, size }: ByteSource,
  entries: readonly HeaderEntry[],
  dataAt: number,
): string[] {
  let end = 0;
  const placed = entries.map((entry) => ({ entry, offsets: offsetsOf(file, entry) }));
  for (const { entry, offsets } of placed.toSorted(
    (a, b) => a.offsets[0] - b.offsets[0] || a.offsets[1] - b.offsets[1],
  )) {
    const [begin, to] = offsets;
    if (begin !== end) {
      const problem = `${quoted(entry.name)} ${begin < end ? 'overlaps another tensor' : 'leaves a gap before it'}`;
      throw refuseEntry(file, problem, `data_offsets from ${end}`, `[${begin}, ${to}]`);
    }
    end = to;
  }
  const found = size - dataAt;
  if (found < end) {
    throw new FormatError({
      file,
      place: `data at byte ${dataAt}`,
      problem: 'the data is cut off',
      expected: `${end} bytes`,
      found: `${found} bytes`,
      advice: 'Copy or download it again; it was not written to its end.',
    });
  }
  const counts = `(expected ${end} bytes, found ${found} bytes)`;
  return found > end
    ? [`${printable(file, 200)}: data at byte ${dataAt}: ${found - end} bytes after the data are not read ${counts}`]
    : [];
}

function offsetsOf(file: string, entry: HeaderEntry): readonly [number, number] {
  const { offsets, shape, dtype, name } = entry;
  if (!offsets || offsets[0] > offsets[1]) {
    throw refuseEntry(file, `${quoted(name)} has no data_offsets`, 'two byte counts, in order');
  }
  if (!shape) throw refuseEntry(file, `${quoted(name)} has no shape`, 'an array of sizes');
  if (dtype === undefined) throw refuseEntry(file, `${quoted(name)} has no dtype`, 'a string such as "F32"');
  if (shape.length > maxRank || !isCountable(shape)) {
    const found = shape.length > maxRank ? `${shape.length} axes` : `[${shape.join(', ')}]`;
    const expected = `at most ${maxRank} axes and 2**53 - 1 elements`;
    throw refuseEntry(file, `the shape of ${quoted(name)} is too large`, expected, found);
  }
  const known = safetensorsDTypes.get(dtype);
  const bytes = known && elementCount(shape) * elementTypes[known].size;
  if (bytes !== undefined && bytes !== offsets[1] - offsets[0]) {
    const expected = `${bytes} bytes for ${dtype} of shape [${shape.join(', ')}]`;
    throw refuseEntry(
      file,
      `${quoted(name)} does not fill its data_offsets`,
      expected,
      `${offsets[1] - offsets[0]} bytes`,
    );
  }
  return offsets;
}

function refuseEntry(file: string, problem: string, expected: string, found?: string): FormatError {
  const place = `header at byte ${headerAt}`;
  return new FormatError({ file, place, problem, expected, ...(found && { found }) });
}
