import type { TensorArchive } from '../archive.js';
import type { ByteSource } from '../byteSource.js';
import {
  FormatError,
  interruptionOf,
  jsonFormat,
  memberName,
  noSuchMember,
  partOf,
  printable,
  quoted,
  startReading,
} from '../readerKit.js';
import type { ReadOptions } from '../tensorFile.js';
import { JsonMembers, JsonMembersError, type JsonMember } from './jsonMembers.js';

const scanBytes = 2 ** 20;
const headBytes = 512;
const [maxTexts, maxTextBytes] = [40, 200];
const byteOrderMarkBytes = 3;

/**
 * A JSON object of named arrays, in objects within it, too: `{ "bn1": { "gamma": [1, 2], … }, … }`. The text is gone
 * through to find them; each is read when it is opened, and what its errors count are lines and columns of its own text.
 * @throws FormatError where it is no JSON object, or holds no array
 */
export async function openJsonArchive(
  source: ByteSource,
  head: Uint8Array,
  options?: ReadOptions,
): Promise<TensorArchive> {
  const { name: file } = source;
  const all = await findMembers(source, head[0] === 0xef ? byteOrderMarkBytes : 0, options);
  const words = new Map<string, string>();
  const tensors = new Map<string, JsonMember>();
  for (const member of all) {
    const { name, from, to, kind } = member;
    const isShort = kind !== 'array' && to - from <= maxTextBytes && words.size < maxTexts;
    const text = isShort ? new TextDecoder().decode(await source.read(from, to - from)) : '';
    if (kind === 'array' || (kind === 'word' && !/^(?:true|false|null|)$/.test(text))) tensors.set(name, member);
    else if (text !== '') words.set(name, text.replace(/^"|"$/g, ''));
  }
  if (!all.some(({ kind }) => kind === 'array')) {
    throw new FormatError({
      file,
      place: 'members',
      problem: 'there is no array in this JSON object',
      expected: 'an object of named arrays, or of "shape", "data" and, if wanted, "dtype"',
      found:
        all
          .slice(0, 6)
          .map(({ name }) => quoted(name))
          .join(', ') || 'nothing',
    });
  }
  return {
    name: file,
    kind: 'JSON archive',
    members: Array.from(tensors, ([name, { from, to }]) => ({ name, bytes: to - from })),
    metadata: Object.fromEntries(words),
    warnings: [],
    open: async (name, openOptions) => {
      const member = tensors.get(name);
      if (!member) throw noSuchMember(file, name, [...tensors.keys()]);
      const part = partOf(source, memberName(file, name), member.from, member.to - member.from);
      return jsonFormat.open(part, await part.read(0, headBytes), openOptions);
    },
  };
}

async function findMembers(source: ByteSource, start: number, options?: ReadOptions): Promise<readonly JsonMember[]> {
  const reading = startReading(source, interruptionOf(options));
  const members = new JsonMembers(start);
  const buffer = new Uint8Array(Math.min(scanBytes, source.size));
  try {
    for (let at = start; at < source.size; at += scanBytes) {
      const chunk = buffer.subarray(0, Math.min(scanBytes, source.size - at));
      await reading.fill(at, chunk);
      members.push(chunk);
    }
    return members.end();
  } catch (error) {
    if (!(error instanceof JsonMembersError)) throw error;
    const found = error.found === undefined ? {} : { found: printable(error.found) };
    throw new FormatError({ file: source.name, place: `byte ${error.at}`, problem: error.problem, ...found });
  }
}
