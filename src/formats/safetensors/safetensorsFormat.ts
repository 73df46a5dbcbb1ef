import { elementCount, type DType } from '../../engine/index.js';
import { memberName, type TensorArchive, type TensorMember } from '../archive.js';
import type { ArchiveFormat } from '../archiveFormat.js';
import { partOf, type ByteSource } from '../byteSource.js';
import { elementTypes } from '../elementType.js';
import { FormatError } from '../formatError.js';
import { noSuchMember } from '../noSuchMember.js';
import { printable, quoted } from '../printable.js';
import { startReading } from '../reading.js';
import { foundAt, refuseBytes, saveCode } from '../refuseBytes.js';
import { storedTensor } from '../storedTensor.js';
import type { ReadOptions } from '../tensorFile.js';
import { HeaderError, parseSafetensorsHeader, type HeaderEntry, type SafetensorsHeader } from './safetensorsHeader.js';

/** The format's own limit. */
const maxHeaderBytes = 100_000_000;
const headerAt = 8;
const openingBrace = 0x7b;

/** https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs, enum Dtype. */
const dtypes: ReadonlyMap<string, DType> = new Map([
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

/** Tensors one after another behind a JSON header: https://huggingface.co/docs/safetensors#format */
export const safetensorsFormat: ArchiveFormat = {
  recognizes: (head, name, size) => {
    if (name.toLowerCase().endsWith('.safetensors')) return true;
    return head.length > headerAt && head[headerAt] === openingBrace && headerLength(head) <= size;
  },
  open: openSafetensors,
};

async function openSafetensors(
  source: ByteSource,
  head: Uint8Array<ArrayBuffer>,
  options?: ReadOptions,
): Promise<TensorArchive> {
  checkHead(source, head);
  const length = headerLength(head);
  const dataAt = headerAt + length;
  const bytes = new Uint8Array(length);
  await startReading(source, options?.signal && { signal: options.signal }).fill(headerAt, bytes);
  const { entries, metadata } = readHeader(source.name, bytes);
  const warnings = checkLayout(source, entries, dataAt);

  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    name: source.name,
    kind: 'safetensors checkpoint',
    members: entries.map(memberOf),
    metadata,
    warnings,
    open: (name) => {
      const entry = byName.get(name);
      if (!entry) return Promise.reject(noSuchMember(source.name, name, [...byName.keys()]));
      return Promise.resolve().then(() => {
        const { begin, element, shape } = readable(source.name, entry);
        const member = partOf(source, memberName(source.name, name));
        const stored = { source: member, offset: dataAt + begin, shape, element, isBigEndian: false };
        return storedTensor({ ...stored, order: 'C' }, []);
      });
    },
  };
}

/** As the first eight bytes say; exact up to 2^53, and far beyond every limit there. */
function headerLength(head: Uint8Array): number {
  return Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
}

function checkHead(source: ByteSource, head: Uint8Array<ArrayBuffer>): void {
  const first = { file: source.name, bytes: head };
  if (head.length <= headerAt) {
    throw refuseBytes(first, head.length, head.length, {
      place: `byte ${head.length}`,
      problem: head.length === 0 ? 'the file is empty' : 'the file ends before its header',
      expected: 'a safetensors checkpoint, which begins with the length of its header',
      found: `${head.length} bytes`,
    });
  }
  const length = headerLength(head);
  if (length > maxHeaderBytes) {
    throw refuseBytes(first, 0, headerAt, {
      place: `header at byte ${headerAt}`,
      problem: `the header's length of ${length} bytes cannot be right`,
      expected: `at most ${maxHeaderBytes} bytes`,
      found: foundAt(`${length}`, 0, headerAt),
    });
  }
  if (head[headerAt] !== openingBrace) {
    throw refuseBytes(first, headerAt, headerAt + 1, {
      place: `header at byte ${headerAt}`,
      problem: 'this is not a safetensors checkpoint',
      expected: '{, with which its header begins',
      found: foundAt(`0x${head[headerAt].toString(16)}`, headerAt, headerAt + 1),
    });
  }
  if (length > source.size - headerAt) {
    throw refuseBytes(first, 0, headerAt, {
      place: `header at byte ${headerAt}`,
      problem: 'the header is cut off',
      expected: `${length} bytes of header`,
      found: `${source.size - headerAt} bytes`,
      advice: 'Copy or download it again; it was not written to its end.',
    });
  }
}

function readHeader(file: string, bytes: Uint8Array<ArrayBuffer>): SafetensorsHeader {
  const place = `header at byte ${headerAt}`;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError({ file, place, problem: 'the header is not UTF-8' }, { cause });
  }
  try {
    return parseSafetensorsHeader(text);
  } catch (error) {
    if (!(error instanceof HeaderError)) throw error;
    const from = headerAt + new TextEncoder().encode(text.slice(0, error.at)).length;
    const culprit = text.slice(error.at, error.at + Math.max(1, error.length));
    const to = from + new TextEncoder().encode(culprit).length;
    const found = culprit === '' ? 'the end of the header' : foundAt(printable(culprit, 60), from, to);
    throw new FormatError({ file, place, problem: error.problem, found }, { cause: error });
  }
}

/** Every byte of the data belongs to one tensor, and to one only; so the format demands, and so nothing is hidden. */
function checkLayout({ name: file, size }: ByteSource, entries: readonly HeaderEntry[], dataAt: number): string[] {
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
    ? [`${file}: data at byte ${dataAt}: ${found - end} bytes after the data are not read ${counts}`]
    : [];
}

function offsetsOf(file: string, entry: HeaderEntry): readonly [number, number] {
  const { offsets, shape, dtype, name } = entry;
  if (!offsets || offsets[0] > offsets[1]) {
    throw refuseEntry(file, `${quoted(name)} has no data_offsets`, 'two byte counts, in order');
  }
  if (!shape) throw refuseEntry(file, `${quoted(name)} has no shape`, 'an array of sizes');
  if (dtype === undefined) throw refuseEntry(file, `${quoted(name)} has no dtype`, 'a string such as "F32"');
  const known = dtypes.get(dtype);
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

function memberOf({ name, shape, dtype, offsets }: HeaderEntry): TensorMember {
  return {
    name,
    ...(shape && { shape }),
    ...(dtype !== undefined && { dtype: dtypes.get(dtype) ?? dtype }),
    bytes: offsets ? offsets[1] - offsets[0] : 0,
  };
}

/** @throws FormatError where the dtype is one that is not read. */
function readable(file: string, entry: HeaderEntry) {
  const dtype = dtypes.get(entry.dtype ?? '');
  if (dtype && entry.shape && entry.offsets) {
    return { element: elementTypes[dtype], shape: entry.shape, begin: entry.offsets[0] };
  }
  throw new FormatError({
    file: memberName(file, entry.name),
    place: `header at byte ${headerAt}`,
    problem: `dtype ${quoted(entry.dtype ?? '')} is not read`,
    expected: [...dtypes.keys()].join(', '),
    advice: 'Convert the tensor, and save it by itself:',
    code: saveCode(file),
  });
}

function refuseEntry(file: string, problem: string, expected: string, found?: string): FormatError {
  const place = `header at byte ${headerAt}`;
  return new FormatError({ file, place, problem, expected, ...(found && { found }) });
}
