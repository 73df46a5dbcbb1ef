/** A small seeded generator (mulberry32), so that a finding can be run again. Numbers are in [0, below). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Bytes and words that readers stumble over: signs, brackets, quotes, ends of ranges, sizes beyond the file. */
const troublesome = [
  [0],
  [0xff],
  [0x7f],
  [0x80],
  [0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0, 0, 0, 0x80],
  ...['-', ',', '[', ']', '{', '}', '(', ')', '"', "'", '\\', ':', '1e', 'e999', '.', 'L', '0', '9'.repeat(20), '-1'],
  ...['NaN', 'Infinity', 'null', 'True', "'|O'", '\\u0000', '\ufeff', '\u202e', '[[', '}}', '"shape":', "'shape': "],
].map((piece) => (typeof piece === 'string' ? new TextEncoder().encode(piece) : Uint8Array.from(piece)));

/** A file like the seed, but for one to four places: bits, bytes, pieces put in, left out, doubled, or the rest cut off. */
export function mutated(seed: Uint8Array, random: (below: number) => number): Uint8Array<ArrayBuffer> {
  let bytes = Array.from(seed);
  for (let change = 0; change <= random(4); change++) {
    const at = random(bytes.length + 1);
    const length = 1 + random(8);
    const piece = Array.from(troublesome[random(troublesome.length)]);
    switch (random(7)) {
      case 0:
        bytes[Math.min(at, bytes.length - 1)] ^= 1 << random(8);
        break;
      case 1:
        bytes[Math.min(at, bytes.length - 1)] = random(256);
        break;
      case 2:
        bytes.splice(at, 0, ...piece);
        break;
      case 3:
        bytes.splice(at, piece.length, ...piece);
        break;
      case 4:
        bytes.splice(at, length);
        break;
      case 5:
        bytes.splice(at, 0, ...bytes.slice(at, at + 8 * length));
        break;
      default:
        if (random(4) === 0) bytes = bytes.slice(0, at);
    }
  }
  return Uint8Array.from(bytes);
}
