import {
  FormatError,
  openArchive,
  openTensor,
  type ByteSource,
  type OpenOptions,
  type Refusal,
} from '../../src/formats/index.js';
import { checkRefusal, checkShown } from './checkRefusal.js';
import { readEveryWay } from './readEveryWay.js';
import type { Random } from './randomNumbers.js';
import { demand, watchedSource } from './watchedSource.js';

/** Of archives with more, and of arrays with more parts, the first ones are read. */
const [mostMembers, mostParts] = [4, 5];
/** What deflate can make of one byte. */
const deflateRatio = 1032;
/** What is so small may be larger than its file by any ratio. */
const smallBytes = 2 ** 16;

/** What a case has come to. */
export interface Outcome {
  tensors: number;
  refusals: number;
  /** Bytes of the file and of every tensor read from it: what time and memory are measured against. */
  content: number;
  /** Bytes that readers take for themselves, whatever the file holds. */
  own: number;
}

/** Inflating takes windows of its own, each time that a member is opened or read. */
export const inflating = 5 * 2 ** 19;

/**
 * Everything that can be had of a file: each member, whole and as bits, in rows, boxes or chunks, and part by part.
 * @throws Misbehaviour, or whatever the reader threw that is no FormatError.
 */
export async function readTensors(file: string, bytes: Uint8Array<ArrayBuffer>, random: Random): Promise<Outcome> {
  const { source, asked } = watchedSource(file, bytes, random(2) === 0);
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  // What is compressed, expanded or never written is larger than its file.
  const isSpread = isZip || bytes[0] === 0x80 || bytes[0] === 0x89;
  const outcome = { tensors: 0, refusals: 0, content: bytes.length, own: 0 };

  /** @returns why it was refused, if it was */
  const readOne = async (options: OpenOptions): Promise<Refusal | undefined> => {
    const before = { ...asked };
    if (isZip) outcome.own += inflating;
    const refusal = await refusalOf(async () => {
      const tensor = await openTensor(source, options);
      const held = isSpread ? deflateRatio * bytes.length + smallBytes : bytes.length;
      demand(tensor.dataBytes <= held, () => `${tensor.dataBytes} bytes of data in ${bytes.length} bytes`);
      outcome.content += tensor.dataBytes;
      for (const warning of tensor.warnings) checkShown(warning, 'warning');
      await readEveryWay(tensor, held, random);
    });
    if (refusal) outcome.refusals++;
    else outcome.tensors++;
    // It is opened, and read as values, as bits and in two more ways; a part of items of arrays, with what lies between.
    demand(asked.bytes - before.bytes <= 12 * bytes.length + 4096, () => `${asked.bytes - before.bytes} bytes read`);
    demand(asked.times - before.times <= bytes.length + 64, () => `${asked.times - before.times} reads`);
    return refusal;
  };
  const readAll = async (options: OpenOptions): Promise<void> => {
    const refusal = await readOne(options);
    const { choose, choices = [] } = refusal ?? {};
    if (choose === 'part') for (const part of choices.slice(0, mostParts)) await readOne({ ...options, part });
    if (choose === 'member') for (const member of choices.slice(0, mostMembers)) await readAll({ member });
  };

  // An archive is listed first, or opened as if it were one tensor.
  const isListed = random(2) === 0;
  // Of checkpoints the objects are inflated then.
  if (isListed && isZip) outcome.own += inflating;
  const members = isListed ? await membersOf(source) : undefined;
  if (!members) await readAll({});
  else if (members.length === 0) outcome.refusals++;
  else for (const member of members.slice(0, mostMembers)) await readAll({ member });
  return outcome;
}

/** The names in an archive, none where it is refused; undefined where the bytes are no archive. */
async function membersOf(source: ByteSource): Promise<readonly string[] | undefined> {
  let members: readonly string[] = [];
  const refusal = await refusalOf(async () => {
    const archive = await openArchive(source);
    demand(archive.members.length <= source.size, () => `${archive.members.length} members`);
    for (const { bytes } of archive.members) demand(bytes >= 0 && bytes <= source.size, () => `a member of ${bytes}`);
    for (const warning of archive.warnings) checkShown(warning, 'warning');
    members = archive.members.map(({ name }) => name);
    demand(new Set(members).size === members.length, () => 'a name twice');
  });
  return refusal?.problem === 'this is no archive of tensors' ? undefined : members;
}

async function refusalOf(read: () => Promise<void>): Promise<Refusal | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    checkRefusal(error);
    return error.refusal;
  }
}
