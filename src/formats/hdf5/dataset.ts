import { isCountable, maxRank } from '../readerKit.js';
import { readDataspace, readDatatype, type Datatype } from './datatype.js';
import type { Cursor } from './hdf5Bytes.js';
import { messageTypes, type Message } from './objectHeader.js';

/** A step that chunks go through when they are written, and back when they are read. */
export interface Filter {
  readonly id: number;
  readonly name: string;
  readonly values: readonly number[];
}

export type Layout =
  | { readonly kind: 'compact'; readonly data: Uint8Array<ArrayBuffer> }
  /** Nothing was ever written where it has no address. */
  | { readonly kind: 'contiguous'; readonly address: number | undefined; readonly size: number }
  | { readonly kind: 'chunked'; readonly address: number | undefined; readonly chunk: readonly number[] };

/** A data set as its header describes it. */
export interface Dataset {
  readonly type: Datatype;
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly filters: readonly Filter[];
  /** What stands where nothing was written: one item; zeros where there is none. */
  readonly fill: Uint8Array | undefined;
}

/** @returns undefined where the object is no data set. @throws FormatError where it is of a kind that is not read. */
export function readDataset(messages: readonly Message[]): Dataset | undefined {
  const bodyOf = (type: number): Cursor | undefined => {
    const message = messages.find((one) => one.type === type);
    if (message?.isShared) throw message.body.refuse('its type is kept elsewhere in the file, which is not read');
    return message?.body;
  };
  const [space, typeBody, layoutBody] = [messageTypes.dataspace, messageTypes.datatype, messageTypes.layout].map(
    bodyOf,
  );
  if (!space || !typeBody || !layoutBody) return undefined;
  const type = readDatatype(typeBody);
  const shape = readDataspace(space);
  if (!shape) throw space.refuse('it has no shape, and no data');
  if (shape.length > maxRank || !isCountable(shape) || !shape.every(Number.isSafeInteger)) {
    throw space.refuse('its shape is none', `at most ${maxRank} axes and 2**53 - 1 elements`, `[${shape.join(', ')}]`);
  }
  const filters = bodyOf(messageTypes.filters);
  return {
    type,
    shape,
    layout: readLayout(layoutBody, shape),
    filters: filters ? readFilters(filters) : [],
    fill: readFill(bodyOf(messageTypes.fillValue), bodyOf(messageTypes.oldFillValue), type.size),
  };
}

function readLayout(cursor: Cursor, shape: readonly number[]): Layout {
  const version = cursor.uint8();
  if (version < 1 || version > 4) throw cursor.refuse('the version of its layout is not known', '1 to 4', `${version}`);
  if (version < 3) return readOldLayout(cursor, shape);
  const kind = cursor.uint8();
  if (kind === 0) return { kind: 'compact', data: cursor.part(cursor.uint16()).bytes };
  if (kind === 1) return { kind: 'contiguous', address: cursor.address(), size: cursor.length() };
  if (kind !== 2) throw cursor.refuse('it is put together of other data sets', 'compact, contiguous or chunked');
  if (version === 4) {
    throw cursor.refuse("its chunks are indexed as libver='latest' has it, which is not read", 'a version 1 B-tree');
  }
  const rank = cursor.uint8() - 1;
  const address = cursor.address();
  return { kind: 'chunked', address, chunk: checkedChunk(cursor, rank, shape) };
}

function readOldLayout(cursor: Cursor, shape: readonly number[]): Layout {
  const rank = cursor.uint8();
  const kind = cursor.uint8();
  cursor.skip(5);
  const address = kind === 0 ? undefined : cursor.address();
  if (kind === 2) return { kind: 'chunked', address, chunk: checkedChunk(cursor, rank - 1, shape) };
  cursor.skip(4 * rank);
  if (kind === 0) return { kind: 'compact', data: cursor.part(cursor.uint32()).bytes };
  return { kind: 'contiguous', address, size: Infinity };
}

function checkedChunk(cursor: Cursor, rank: number, shape: readonly number[]): readonly number[] {
  if (rank !== shape.length) throw cursor.refuse('its chunks have other axes', `${shape.length}`, `${rank}`);
  const chunk = Array.from({ length: rank }, () => cursor.uint32());
  if (rank === 0 || chunk.includes(0))
    throw cursor.refuse('its chunks have no size', 'sizes from 1', `[${chunk.join(', ')}]`);
  return chunk;
}

function readFilters(cursor: Cursor): readonly Filter[] {
  const version = cursor.uint8();
  if (version !== 1 && version !== 2)
    throw cursor.refuse('the version of its filters is not known', '1 or 2', `${version}`);
  const count = cursor.uint8();
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, (): Filter => {
    const id = cursor.uint16();
    const nameSize = version === 1 || id >= 256 ? cursor.uint16() : 0;
    const valueCount = cursor.skip(2).uint16();
    const start = cursor.at;
    const [name] = cursor.ascii(nameSize).split('\0');
    if (version === 1) cursor.align(start);
    const values = Array.from({ length: valueCount }, () => cursor.uint32());
    if (version === 1 && valueCount % 2 > 0) cursor.skip(4);
    return { id, name, values };
  });
}

function readFill(cursor: Cursor | undefined, old: Cursor | undefined, itemSize: number): Uint8Array | undefined {
  const value = cursor ? newFill(cursor) : old?.part(old.uint32()).bytes;
  return value?.length === itemSize ? value : undefined;
}

function newFill(cursor: Cursor): Uint8Array | undefined {
  const version = cursor.uint8();
  if (version === 3) return cursor.uint8() & 0x20 ? cursor.part(cursor.uint32()).bytes : undefined;
  const isDefined = cursor.skip(2).uint8() !== 0;
  if (version === 2 && !isDefined) return undefined;
  return cursor.part(cursor.uint32()).bytes;
}
