import { elementCount } from '../readerKit.js';
import { readDataspace, readDatatype } from './datatype.js';
import { textOf, type Cursor, type Hdf5File } from './hdf5Bytes.js';
import { messageTypes, type Message } from './objectHeader.js';

const maxTexts = 2 ** 16;

/**
 * The attributes of an object that are text, the first one of several; others are left out, and so are those that an
 * object has so many of that they are kept elsewhere.
 */
export async function textAttributes(
  file: Hdf5File,
  messages: readonly Message[],
  wanted: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { type, body } of messages) {
    if (type !== messageTypes.attribute) continue;
    const text = await readText(file, body, wanted);
    if (text) found.set(...text);
  }
  return found;
}

async function readText(
  file: Hdf5File,
  cursor: Cursor,
  wanted: readonly string[],
): Promise<[name: string, text: string] | undefined> {
  const version = cursor.uint8();
  if (version < 1 || version > 3) return undefined;
  const isShared = cursor.uint8() !== 0 && version > 1;
  const [nameSize, typeSize, spaceSize] = [cursor.uint16(), cursor.uint16(), cursor.uint16()];
  if (version === 3) cursor.skip(1);
  const field = (size: number): Cursor => {
    const part = cursor.part(size);
    if (version === 1) cursor.at += (8 - (size % 8)) % 8;
    return part;
  };
  const name = textOf(field(nameSize).bytes);
  if (isShared || !wanted.includes(name)) return undefined;
  const type = readDatatype(field(typeSize));
  const shape = readDataspace(field(spaceSize));
  if (type.kind !== 'text' || !shape || elementCount(shape) < 1 || elementCount(shape) > maxTexts) return undefined;
  if (!type.isVariable) return [name, textOf(cursor.part(type.size).bytes)];
  const length = cursor.uint32();
  const [heapAt, index] = [cursor.address(), cursor.uint32()];
  if (heapAt === undefined) return [name, ''];
  return [name, textOf((await heapObject(file, heapAt, index)).subarray(0, length))];
}

/** An object of a global heap. */
async function heapObject(file: Hdf5File, address: number, wanted: number): Promise<Uint8Array> {
  const head = await file.read(address, 16);
  if (head.ascii(4) !== 'GCOL') throw head.refuse('there is no heap');
  const heap = (await file.read(address, head.skip(4).length())).skip(16);
  while (heap.left >= 16) {
    const index = heap.uint16();
    const size = heap.skip(6).length();
    if (index === wanted) return heap.part(size).bytes;
    if (index === 0) break;
    heap.skip(size + ((8 - (size % 8)) % 8));
  }
  throw heap.refuse('a heap lacks an object', `${wanted}`);
}
