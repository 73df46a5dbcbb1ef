import { elementCount } from '../../engine/index.js';
import type { ByteSource } from '../byteSource.js';
import { elementTypes } from '../elementType.js';
import { fieldSource } from '../fieldSource.js';
import { FormatError } from '../formatError.js';
import { magnitudeTensor } from '../magnitudeTensor.js';
import { printable } from '../printable.js';
import { convertCode } from '../pythonCode.js';
import { isCountable, maxRank } from '../shapeLimits.js';
import { storedTensor } from '../storedTensor.js';
import type { OpenOptions, TensorFile } from '../tensorFile.js';
import type { TensorFormat } from '../tensorFormat.js';
import type { Part } from './descrParts.js';
import { readNpyHeader, type NpyHeader } from './npyHeader.js';
import { npyMagic, readNpyHead } from './readNpyHead.js';

/** NumPy's `.npy`, versions 1.0 to 3.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export const npyFormat: TensorFormat = {
  recognizes: (head, name) => npyMagic.every((byte, at) => head[at] === byte) || name.toLowerCase().endsWith('.npy'),
  open: openNpy,
};

async function openNpy(
  source: ByteSource,
  firstBytes: Uint8Array<ArrayBuffer>,
  options?: OpenOptions,
): Promise<TensorFile> {
  const head = await readNpyHead(source, firstBytes, options);
  const header = readNpyHeader(head, options?.part);
  const dataAt = head.bytes.byteLength;
  const warnings = checkData(source, header, dataAt);
  const [first, second] = header.parts.map((part) => partTensor(source, header, dataAt, part, warnings));
  const tensor = header.parts.length === 2 ? magnitudeTensor(first, second) : first;
  if (!header.choices) return tensor;
  return { ...tensor, parts: header.choices, wholeBytes: elementCount(header.shape) * header.itemSize };
}

/** The numbers of one part of every item, as if nothing else were in the file. */
function partTensor(
  source: ByteSource,
  { shape, itemSize, isFortranOrder }: NpyHeader,
  dataAt: number,
  { dtype, isBigEndian, at, inner }: Part,
  warnings: readonly string[],
): TensorFile {
  if (isFortranOrder && inner.length > 0 && shape.length > 1) {
    throw new FormatError({
      file: source.name,
      place: 'data',
      problem: 'a field of arrays in an array in Fortran order is not read',
      expected: 'C order',
      advice: 'Save the array in C order:',
      code: convertCode(source.name, 'np.ascontiguousarray(x)'),
    });
  }
  const partShape = [...shape, ...inner];
  if (partShape.length > maxRank || !isCountable(partShape)) {
    throw new FormatError({
      file: source.name,
      place: 'data',
      problem: 'the arrays of this field, in the shape of the file, are no tensor that can be counted',
      expected: `at most ${maxRank} axes and 2**53 - 1 elements`,
      found: `shape (${partShape.join(', ')})`,
    });
  }
  const element = elementTypes[dtype];
  const order = isFortranOrder ? 'Fortran' : 'C';
  const size = element.size * elementCount(inner);
  const whole = { shape: partShape, element, isBigEndian, order } as const;
  if (size === itemSize) return storedTensor({ ...whole, source, offset: dataAt }, warnings);
  const field = fieldSource(source, { dataAt, count: elementCount(shape), itemSize, at, size });
  return storedTensor({ ...whole, source: field, offset: 0 }, warnings);
}

/** @returns a warning where there is more than the header says. @throws FormatError where there is less. */
function checkData({ name: file, size }: ByteSource, { shape, itemSize, dtypeName }: NpyHeader, at: number): string[] {
  const place = `data at byte ${at}`;
  const expected = elementCount(shape) * itemSize;
  const found = size - at;
  if (found < expected) {
    throw new FormatError({
      file,
      place,
      problem: 'the data is cut off',
      expected: `${expected} bytes for ${dtypeName} of shape (${shape.join(', ')}${shape.length === 1 ? ',' : ''})`,
      found: `${found} bytes`,
      advice: 'Copy or save it again; it was not written to its end.',
    });
  }
  if (found === expected) return [];
  const counts = `(expected ${expected} bytes, found ${found} bytes)`;
  return [`${printable(file, 200)}: ${place}: ${found - expected} bytes after the data are not read ${counts}`];
}
