import { textOf, type Cursor, type Hdf5File } from './hdf5Bytes.js';
import { messageTypes, type Message } from './objectHeader.js';

export interface Link {
  readonly name: string;
  /** Of the object's header; undefined where the link is soft, or leads out of the file. */
  readonly address: number | undefined;
}

/** Nodes of a tree; each takes at least 24 bytes of the file. */
const maxNodes = 2 ** 17;

/** What a group holds, in the order of the file; undefined where the object is no group. @throws FormatError */
export async function readLinks(file: Hdf5File, messages: readonly Message[]): Promise<readonly Link[] | undefined> {
  const links: Link[] = [];
  let isGroup = false;
  for (const { type, body } of messages) {
    switch (type) {
      case messageTypes.symbolTable:
        isGroup = true;
        for (const link of await readSymbols(file, body)) links.push(link);
        break;
      case messageTypes.linkInfo:
        isGroup = true;
        checkLinkInfo(body);
        break;
      case messageTypes.link:
        isGroup = true;
        links.push(readLink(body));
    }
  }
  return isGroup ? links : undefined;
}

function checkLinkInfo(cursor: Cursor): void {
  const flags = cursor.skip(1).uint8();
  if (cursor.skip(flags & 1 ? 8 : 0).address() === undefined) return;
  throw cursor.refuse('its groups keep their names in a fractal heap, which is not read', 'what h5py writes by itself');
}

function readLink(cursor: Cursor): Link {
  const flags = cursor.skip(1).uint8();
  const type = flags & 8 ? cursor.uint8() : 0;
  cursor.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  const name = textOf(cursor.part(cursor.unsigned(1 << (flags & 3))).bytes);
  return { name, address: type === 0 ? cursor.address() : undefined };
}

/** Names in a local heap, and nodes of symbols in a tree. */
async function readSymbols(file: Hdf5File, cursor: Cursor): Promise<readonly Link[]> {
  const [treeAt, heapAt] = [cursor.address(), cursor.address()];
  const heap = await file.read(heapAt, 32);
  if (heap.ascii(4) !== 'HEAP') throw heap.refuse('there is no heap of names');
  const size = heap.skip(4).length();
  const names = await file.read(heap.skip(8).address(), size);
  const links: Link[] = [];
  await walkTree(file, treeAt, { kind: 0, keyBytes: 8 }, async (_key, address) => {
    const head = await file.read(address, 8);
    if (head.ascii(4) !== 'SNOD') throw head.refuse('there is no node of names');
    const count = head.skip(2).uint16();
    const node = await file.read(address + 8, 40 * count);
    for (let i = 0; i < count; i++) {
      names.at = node.length();
      const header = node.address();
      const isSoft = node.uint32() === 2;
      node.skip(20);
      links.push({ name: names.text(), address: isSoft ? undefined : header });
    }
  });
  return links;
}

/**
 * Goes through a version 1 B-tree, from its first leaf to its last.
 * @param visit takes the key before each child of a leaf, and where that child is
 */
export async function walkTree(
  file: Hdf5File,
  root: number | undefined,
  { kind, keyBytes }: { readonly kind: number; readonly keyBytes: number },
  visit: (key: Cursor, address: number) => void | Promise<void>,
): Promise<void> {
  const seen = new Set<number>();
  const nodes = root === undefined ? [] : [root];
  for (let at = nodes.pop(); at !== undefined; at = nodes.pop()) {
    const head = await file.read(at, 24);
    if (head.ascii(4) !== 'TREE' || head.uint8() !== kind) throw head.refuse('there is no node of a tree');
    if (seen.has(at) || seen.size > maxNodes) throw head.refuse('a tree goes in circles');
    seen.add(at);
    const level = head.uint8();
    const count = head.uint16();
    const node = await file.read(at + 24, count * (keyBytes + 8) + keyBytes);
    const inner: number[] = [];
    for (let i = 0; i < count; i++) {
      const key = node.part(keyBytes);
      const child = node.address();
      if (child === undefined) throw node.refuse('a tree leads nowhere');
      if (level > 0) inner.push(child);
      else await visit(key, child);
    }
    for (const child of inner.reverse()) nodes.push(child);
  }
}
