import type { Cursor, Hdf5File } from './hdf5Bytes.js';

/** What an object is made of. https://docs.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#ObjectHeaderMessages */
export const messageTypes = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  oldFillValue: 0x04,
  fillValue: 0x05,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export interface Message {
  readonly type: number;
  /** Whether its body only says where it stands. */
  readonly isShared: boolean;
  readonly body: Cursor;
}

const maxBlocks = 1000;

/** The messages of an object, those in other places of the file included. @throws FormatError */
export async function readObjectHeader(file: Hdf5File, address: number): Promise<readonly Message[]> {
  const head = await file.read(address, 16);
  const isNew = head.ascii(4) === 'OHDR';
  const messages: Message[] = [];
  const blocks: Cursor[] = [];
  let hasOrder = false;
  if (isNew) {
    const version = head.uint8();
    if (version !== 2) throw head.refuse('the version of an object header is not known', '2', `${version}`);
    const flags = head.uint8();
    hasOrder = (flags & 4) !== 0;
    const sizeAt = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
    const width = 1 << (flags & 3);
    const size = (await file.read(address + sizeAt, width)).unsigned(width);
    blocks.push(await file.read(address + sizeAt + width, size));
  } else {
    head.at = 0;
    const version = head.uint8();
    if (version !== 1) throw head.refuse('there is no object header', 'version 1 or 2', `${version}`);
    head.skip(7);
    blocks.push(await file.read(address + 16, head.uint32()));
  }
  for (let i = 0; i < blocks.length; i++) {
    if (i > maxBlocks) throw head.refuse('an object header is in too many pieces');
    for (const message of messagesIn(blocks[i], isNew, hasOrder)) {
      if (message.type !== messageTypes.continuation) messages.push(message);
      else {
        const [at, size] = [message.body.address(), message.body.length()];
        const block = await file.read(at, size);
        // Signature and checksum are around the messages.
        blocks.push(isNew ? block.skip(4).part(Math.max(0, size - 8)) : block);
      }
    }
  }
  return messages;
}

function* messagesIn(block: Cursor, isNew: boolean, hasOrder: boolean): Generator<Message> {
  const least = isNew ? (hasOrder ? 6 : 4) : 8;
  while (block.left >= least) {
    const type = isNew ? block.uint8() : block.uint16();
    const size = block.uint16();
    const flags = block.uint8();
    block.skip(isNew ? (hasOrder ? 2 : 0) : 3);
    yield { type, isShared: (flags & 2) !== 0, body: block.part(size) };
  }
}
