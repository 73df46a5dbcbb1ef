/** Reverses the bytes of every `size`-byte element, in place. A trailing part of an element is left as it is. */
export function swapBytes(bytes: Uint8Array, size: 1 | 2 | 4 | 8): void {
  const { buffer, byteOffset } = bytes;
  const count = Math.floor(bytes.byteLength / size);
  if (size === 1) return;
  if (byteOffset % Math.min(size, 4) !== 0) throw new RangeError(`${size}-byte elements at byte offset ${byteOffset}`);
  if (size === 2) {
    const halves = new Uint16Array(buffer, byteOffset, count);
    for (let i = 0; i < count; i++) halves[i] = (halves[i] << 8) | (halves[i] >>> 8);
    return;
  }
  const words = new Uint32Array(buffer, byteOffset, (count * size) / 4);
  if (size === 4) {
    for (let i = 0; i < count; i++) words[i] = reversed(words[i]);
    return;
  }
  for (let i = 0; i < words.length; i += 2) {
    const first = reversed(words[i]);
    words[i] = reversed(words[i + 1]);
    words[i + 1] = first;
  }
}

function reversed(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
