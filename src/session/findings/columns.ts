/** Numbers of a piece of memory that several passes share; of more than a quarter of it a pass gets its own. */
const pieceLength = 2 ** 10;
let piece = new Float64Array(0);
let used = 0;

/** Arrays of so many zeros in one piece of memory: a pass makes several, and each by itself costs more than its numbers. */
export function columns(howMany: number, length: number): (index: number) => Float64Array {
  const [all, start] = room(howMany * length);
  return (index) => all.subarray(start + index * length, start + (index + 1) * length);
}

/** Room that nobody else is given, and where it begins. */
function room(length: number): readonly [Float64Array, number] {
  if (4 * length > pieceLength) return [new Float64Array(length), 0];
  if (used + length > piece.length) [piece, used] = [new Float64Array(pieceLength), 0];
  used += length;
  return [piece, used - length];
}
