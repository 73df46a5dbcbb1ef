import { memberName, type TensorArchive, type TensorMember } from '../archive.js';
import { partOf, type ByteSource } from '../byteSource.js';
import { elementTypes } from '../elementType.js';
import { FormatError } from '../formatError.js';
import { noSuchMember } from '../noSuchMember.js';
import { printable, quoted } from '../printable.js';
import { startReading } from '../reading.js';
import { outputFor, pythonString } from '../pythonCode.js';
import { foundAt, refuseBytes } from '../refuseBytes.js';
import { storedTensor } from '../storedTensor.js';
import { interruptionOf } from '../interruption.js';
import type { ReadOptions } from '../tensorFile.js';
import { headerAt, headerLength, openingBrace } from './isSafetensors.js';
import { HeaderError, parseSafetensorsHeader, type HeaderEntry, type SafetensorsHeader } from './safetensorsHeader.js';
import { checkLayout, safetensorsDTypes } from './safetensorsLayout.js';

/** The format's own limit. */
const maxHeaderBytes = 100_000_000;

/** Tensors one after another behind a JSON header: https://huggingface.co/docs/safetensors#format */
export async function openSafetensors(
  source: ByteSource,
  head: Uint8Array<ArrayBuffer>,
  options?: ReadOptions,
): Promise<TensorArchive> {
  checkHead(source, head);
  const length = headerLength(head);
  const dataAt = headerAt + length;
  const bytes = new Uint8Array(length);
  await startReading(source, interruptionOf(options)).fill(headerAt, bytes);
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

function memberOf({ name, shape, dtype, offsets }: HeaderEntry): TensorMember {
  return {
    name,
    ...(shape && { shape }),
    ...(dtype !== undefined && { dtype: safetensorsDTypes.get(dtype) ?? dtype }),
    bytes: offsets ? offsets[1] - offsets[0] : 0,
  };
}

/** @throws FormatError where the dtype is one that is not read. */
function readable(file: string, entry: HeaderEntry) {
  const dtype = safetensorsDTypes.get(entry.dtype ?? '');
  if (dtype && entry.shape && entry.offsets) {
    return { element: elementTypes[dtype], shape: entry.shape, begin: entry.offsets[0] };
  }
  throw new FormatError({
    file: memberName(file, entry.name),
    place: `header at byte ${headerAt}`,
    problem: `dtype ${quoted(entry.dtype ?? '')} is not read`,
    expected: [...safetensorsDTypes.keys()].join(', '),
    advice: 'Convert the tensor, and save it by itself:',
    code: [
      'import numpy as np',
      'from safetensors.torch import load_file',
      `np.save(${outputFor(entry.name)}, load_file(${pythonString(file)})[${pythonString(entry.name)}].float().numpy())`,
    ].join('\n'),
  });
}
