import type { DType } from '../../engine/index.js';
import type { Cursor } from './hdf5Bytes.js';

/** What the items of a data set, or of an attribute, are. */
export type Datatype =
  | { readonly kind: 'number'; readonly size: number; readonly dtype: DType; readonly isBigEndian: boolean }
  /** Two numbers, `r` and `i`, as h5py writes them. */
  | { readonly kind: 'complex'; readonly size: number; readonly dtype: DType; readonly isBigEndian: boolean }
  | { readonly kind: 'text'; readonly size: number; readonly isVariable: boolean }
  | { readonly kind: 'opaque'; readonly size: number }
  | { readonly kind: 'other'; readonly size: number; readonly what: string };

const classes = [
  ...['integers', 'floats', 'times', 'text', 'bit fields', 'opaque bytes', 'compounds', 'references', 'enumerations'],
  ...['items of variable length', 'arrays'],
];
const maxDepth = 8;

/** Exponent's place and width, mantissa's width, and bias, of the floats that there are. */
const floats: ReadonlyMap<string, DType> = new Map([
  ['2,10,5,10,15', 'float16'],
  ['2,7,8,7,127', 'bfloat16'],
  ['4,23,8,23,127', 'float32'],
  ['8,52,11,52,1023', 'float64'],
  ['1,2,5,2,15', 'float8_e5m2'],
]);

/** Reads a datatype, to its end. @throws FormatError where it is cut off, or nested too deep */
export function readDatatype(cursor: Cursor, depth = 0): Datatype {
  if (depth > maxDepth) throw cursor.refuse('a datatype is nested too deep');
  const [first, bits, more] = [cursor.uint8(), cursor.uint8(), cursor.uint8()];
  const [kind, version] = [first & 15, first >> 4];
  cursor.skip(1);
  const size = cursor.uint32();
  const isBigEndian = (bits & 1) !== 0;
  const other: Datatype = { kind: 'other', size, what: classes.at(kind) ?? `class ${kind}` };
  switch (kind) {
    case 0: {
      const [offset, precision] = [cursor.uint16(), cursor.uint16()];
      const dtype = `${bits & 8 ? '' : 'u'}int${8 * size}` as DType;
      const isWhole = offset === 0 && precision === 8 * size && [1, 2, 4, 8].includes(size);
      return isWhole ? { kind: 'number', size, dtype, isBigEndian } : other;
    }
    case 1: {
      const [offset, precision] = [cursor.uint16(), cursor.uint16()];
      const [exponentAt, exponentBits, , mantissaBits] = Array.from({ length: 4 }, () => cursor.uint8());
      const dtype = floats.get([size, exponentAt, exponentBits, mantissaBits, cursor.uint32()].join());
      const isWhole = offset === 0 && precision === 8 * size && (bits & 0x40) === 0;
      return dtype && isWhole ? { kind: 'number', size, dtype, isBigEndian } : other;
    }
    case 2:
      cursor.skip(2);
      return other;
    case 3:
      return { kind: 'text', size, isVariable: false };
    case 4:
      cursor.skip(4);
      return other;
    case 5:
      cursor.skip(bits);
      return { kind: 'opaque', size };
    case 6:
      return readCompound(cursor, version, size, bits + 256 * more, depth) ?? other;
    case 8:
      return readEnumeration(cursor, version, size, bits + 256 * more, depth) ?? other;
    case 9: {
      readDatatype(cursor, depth + 1);
      return (bits & 15) === 1 ? { kind: 'text', size, isVariable: true } : other;
    }
    case 10: {
      const rank = cursor.uint8();
      cursor.skip((version < 3 ? 3 : 0) + rank * (version < 3 ? 8 : 4));
      readDatatype(cursor, depth + 1);
      return other;
    }
    default:
      return other;
  }
}

function readName(cursor: Cursor, version: number): string {
  const start = cursor.at;
  const name = cursor.text();
  if (version < 3) cursor.align(start);
  return name;
}

function readCompound(
  cursor: Cursor,
  version: number,
  size: number,
  count: number,
  depth: number,
): Datatype | undefined {
  const width = size < 2 ** 8 ? 1 : size < 2 ** 16 ? 2 : size < 2 ** 24 ? 3 : 4;
  const members: { readonly name: string; readonly at: number; readonly type: Datatype }[] = [];
  for (let i = 0; i < count; i++) {
    const name = readName(cursor, version);
    let at = 0;
    if (version < 3) at = cursor.uint32();
    else for (let byte = 0; byte < width; byte++) at += cursor.uint8() * 2 ** (8 * byte);
    if (version === 1) cursor.skip(28);
    members.push({ name, at, type: readDatatype(cursor, depth + 1) });
  }
  if (members.length !== 2) return undefined;
  const [real, imaginary] = members;
  const isPair = real.name === 'r' && imaginary.name === 'i' && real.at === 0 && imaginary.at === size / 2;
  const { type } = real;
  const isFloat = type.kind === 'number' && (type.dtype === 'float32' || type.dtype === 'float64');
  if (!isPair || !isFloat || type.size !== size / 2 || imaginary.type.kind !== 'number') return undefined;
  return imaginary.type.dtype === type.dtype ? { ...type, kind: 'complex', size } : undefined;
}

/** h5py's bool is an enumeration of FALSE and TRUE. */
function readEnumeration(
  cursor: Cursor,
  version: number,
  size: number,
  count: number,
  depth: number,
): Datatype | undefined {
  const type = readDatatype(cursor, depth + 1);
  const names = Array.from({ length: Math.min(count, 3) }, () => readName(cursor, version));
  if (count > 2) return undefined;
  cursor.skip(count * size);
  const isBool = names.join() === 'FALSE,TRUE' && size === 1 && type.kind === 'number';
  return isBool ? { kind: 'number', size: 1, dtype: 'bool', isBigEndian: false } : undefined;
}

/** Sizes of the axes; undefined where there is no data at all. */
export function readDataspace(cursor: Cursor): readonly number[] | undefined {
  const version = cursor.uint8();
  if (version !== 1 && version !== 2)
    throw cursor.refuse('the version of a shape is not known', '1 or 2', `${version}`);
  const rank = cursor.uint8();
  cursor.skip(1);
  const isNull = cursor.uint8() === 2 && version === 2;
  if (version === 1) cursor.skip(4);
  return isNull ? undefined : Array.from({ length: rank }, () => cursor.length());
}
