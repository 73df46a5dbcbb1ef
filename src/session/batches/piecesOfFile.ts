import { elementCount } from '../../engine/index.js';
import type { Chunk, ReadOptions, Rows, TensorFile } from '../../formats/index.js';

/** Values that are put into C order at once: each time, a file in Fortran order is read from end to end. */
const REORDERED_VALUES = 16 * 2 ** 20;

export interface PiecesOptions extends ReadOptions {
  /** Fortran: where the file's order is that, in that. */
  readonly order: 'C' | 'Fortran';
  /** Pieces begin and end so many elements apart, or a multiple of it. */
  readonly multipleOf: number;
  readonly rows?: Rows;
}

/** A file's values piece by piece. A piece is good until the next one is asked for. */
export async function* piecesOfFile(file: TensorFile, options: PiecesOptions): AsyncGenerator<Chunk, void> {
  const { order, rows } = options;
  if (file.order === 'C' || order === 'Fortran') {
    yield* file.chunks(options);
    return;
  }
  const { start, count } = rows ?? { start: 0, count: file.shape[0] };
  const row = elementCount(file.shape.slice(1));
  const step = Math.max(1, Math.floor(REORDERED_VALUES / row));
  for (let at = 0; at < count; at += step) {
    const { values } = await file.readRows(start + at, Math.min(step, count - at), options);
    yield { values, offset: at * row };
  }
}

/** The pieces of several tensors that are joined along axis 0. */
export async function* joinedPieces(
  parts: readonly { readonly pieces: AsyncGenerator<Chunk, void>; readonly size: number }[],
): AsyncGenerator<Chunk, void> {
  let before = 0;
  for (const { pieces, size } of parts) {
    for await (const { values, offset } of pieces) yield { values, offset: before + offset };
    before += size;
  }
}

/** A tensor in memory as its only piece. */
export async function* onePiece(piece: Chunk): AsyncGenerator<Chunk, void> {
  yield await Promise.resolve(piece);
}
