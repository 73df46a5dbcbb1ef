import { elementCount, type DType } from '../../engine/index.js';
import { elementTypes } from '../elementType.js';
import { isCountable } from '../shapeLimits.js';
import type { Literal } from './pythonLiteral.js';
import { realCodes, splitDescr } from './scalarCode.js';

/** Numbers within every item of an array. */
export interface Part {
  readonly dtype: DType;
  readonly isBigEndian: boolean;
  /** Where the part begins, in bytes from the beginning of the item. */
  readonly at: number;
  /** The part's own shape, within the item. */
  readonly inner: readonly number[];
}

/** What can be chosen: one part, or the two of which the magnitude is taken. */
export type Choices = ReadonlyMap<string, readonly Part[]>;

/** What can be read of items that are no real numbers: parts of complex ones, fields, types for raw bytes. */
export function choicesOf(descr: Literal): Choices {
  if (descr.kind === 'list') return fieldsOf(descr.items)?.choices ?? new Map();
  if (descr.kind !== 'string') return new Map();
  const { code, isBigEndian } = splitDescr(descr.value);
  const half = complexHalves.get(code);
  if (half) {
    const [real, imaginary] = [0, elementTypes[half].size].map((at) => ({ dtype: half, isBigEndian, at, inner: [] }));
    return new Map([
      ['real', [real]],
      ['imaginary', [imaginary]],
      ['magnitude', [real, imaginary]],
    ]);
  }
  return new Map((rawTypes.get(code) ?? []).map((dtype) => [dtype, [{ dtype, isBigEndian, at: 0, inner: [] }]]));
}

/** Bytes of one item; undefined where the descr is none that NumPy writes, or its items are Python objects. */
export function itemSizeOf(descr: Literal): number | undefined {
  if (descr.kind === 'list') return fieldsOf(descr.items)?.itemSize;
  if (descr.kind !== 'string') return undefined;
  const { code } = splitDescr(descr.value);
  const real = realCodes.get(code);
  if (real) return elementTypes[real].size;
  const half = complexHalves.get(code);
  if (half) return 2 * elementTypes[half].size;
  const [, kind, size] = /^([cfSaUVmM])(\d{1,9})(?:\[[^\]]*\])?$/.exec(code) ?? ['', '', 'NaN'];
  const itemSize = Number(size) * (kind === 'U' ? 4 : 1);
  return Number.isNaN(itemSize) ? undefined : itemSize;
}

const complexHalves: ReadonlyMap<string, DType> = new Map([
  ['c8', 'float32'],
  ['c16', 'float64'],
  ['F', 'float32'],
  ['D', 'float64'],
]);

/** What NumPy writes for types that it does not know, such as those of ml_dtypes. */
const rawTypes: ReadonlyMap<string, readonly DType[]> = new Map([
  ['V1', ['float8_e4m3fn', 'float8_e5m2']],
  ['V2', ['bfloat16']],
]);

/** The fields that are real numbers, and the size of all; undefined where one has no known size. */
function fieldsOf(items: readonly Literal[]): { choices: Choices; itemSize: number } | undefined {
  const choices = new Map<string, readonly Part[]>();
  let at = 0;
  for (const item of items) {
    if (item.kind !== 'tuple') return undefined;
    const [title, descr, shape] = item.items as readonly (Literal | undefined)[];
    const inner = shape ? sizesOf(shape) : [];
    const size = descr && itemSizeOf(descr);
    if (!inner || !descr || size === undefined) return undefined;
    const name = nameOf(title);
    const { code, isBigEndian } = splitDescr(descr.kind === 'string' ? descr.value : '');
    const dtype = realCodes.get(code);
    if (name && dtype) choices.set(name, [{ dtype, isBigEndian, at, inner }]);
    at += size * elementCount(inner);
  }
  return { choices, itemSize: at };
}

/** A field is named by a string, or by a title and a string. */
function nameOf(literal: Literal | undefined): string | undefined {
  const name = literal?.kind === 'tuple' ? literal.items.at(-1) : literal;
  return name?.kind === 'string' ? name.value : undefined;
}

function sizesOf(literal: Literal): readonly number[] | undefined {
  const items = literal.kind === 'tuple' ? literal.items : [literal];
  const sizes = items.map((item) => (item.kind === 'integer' && item.value >= 0 ? Math.abs(item.value) : NaN));
  return !sizes.some(Number.isNaN) && isCountable(sizes) ? sizes : undefined;
}
