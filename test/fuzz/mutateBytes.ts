import { oneOf, type Random } from './randomNumbers.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** Seeds have at most 4 KB; doubled pieces shall not make more than this of them. */
const maxBytes = 2 ** 13;

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Bytes that readers of any format stumble over: ends of ranges, signs, what UTF-8 has not or what turns text around. */
const common: readonly Bytes[] = [
  ...[[0], [0xff], [0x7f], [0x80], [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80]],
  ...[[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xfe]],
].map((piece) => Uint8Array.from(piece));
const commonWords = ['-', '0', '-1', '9'.repeat(20), '1e400', '\0', '\ufeff', '\u202e', '<img src=x onerror=alert(1)>'];

/** Tokens to put in; the common ones come by themselves. */
export function dictionary(words: readonly string[]): readonly Bytes[] {
  return [...common, ...[...commonWords, ...words].map(utf8)];
}

/**
 * A file like the seed but for one to four places: bits, bytes, numbers, tokens put in or over, pieces left out,
 * doubled or taken from `other`, or the rest cut off.
 */
export function mutateBytes(seed: Bytes, random: Random, tokens: readonly Bytes[], other = seed): Bytes {
  let bytes = seed.slice();
  for (let change = oneOf(random, [1, 1, 1, 2, 2, 3, 4]); change > 0; change--) {
    const at = random(bytes.length + 1);
    const length = 1 + random(random(4) === 0 ? 64 : 8);
    switch (random(9)) {
      case 0:
        if (at < bytes.length) bytes[at] ^= 1 << random(8);
        break;
      case 1:
        if (at < bytes.length) bytes[at] = random(256);
        break;
      case 2:
        bytes = spliced(bytes, at, 0, oneOf(random, tokens));
        break;
      case 3: {
        const token = oneOf(random, tokens);
        bytes = spliced(bytes, at, token.length, token);
        break;
      }
      case 4:
        bytes = spliced(bytes, at, length);
        break;
      case 5:
        bytes = spliced(bytes, at, 0, bytes.slice(at, at + 8 * length));
        break;
      case 6: {
        const from = random(other.length);
        bytes = spliced(bytes, at, length, other.slice(from, from + length));
        break;
      }
      case 7:
        writeNumber(bytes, at, oneOf(random, [1, 2, 4, 8]), troublesomeNumber(random, bytes.length));
        break;
      default:
        if (random(4) === 0) bytes = bytes.slice(0, at);
    }
  }
  return bytes.slice(0, maxBytes);
}

/** Sizes, counts and offsets at which arithmetic or a check may go wrong. */
export function troublesomeNumber(random: Random, size: number): number {
  const near = random(5) - 2;
  switch (random(6)) {
    case 0:
      return Math.max(0, near);
    case 1:
      return Math.max(0, size + near);
    case 2:
      return random(size + 1);
    case 3:
      return Math.max(0, 2 ** oneOf(random, [7, 8, 15, 16, 31, 32]) + near);
    case 4:
      return 2 ** oneOf(random, [20, 24, 30, 40, 52, 53, 62, 63]);
    default:
      return random(2 ** 32);
  }
}

/** Little-endian, as far as there is room; what does not fit in `width` bytes is lost, all ones beyond 2^64. */
export function writeNumber(bytes: Bytes, at: number, width: number, value: number): void {
  let rest = BigInt.asUintN(8 * width, BigInt(value));
  for (let i = at; i < Math.min(at + width, bytes.length); i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
}

export function spliced(bytes: Bytes, at: number, removed: number, put: Uint8Array = new Uint8Array(0)): Bytes {
  const from = Math.min(at, bytes.length);
  const to = Math.min(from + removed, bytes.length);
  const result = new Uint8Array(from + put.length + bytes.length - to);
  result.set(bytes.subarray(0, from));
  result.set(put, from);
  result.set(bytes.subarray(to), from + put.length);
  return result;
}
