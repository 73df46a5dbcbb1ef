import type { ByteSource } from './byteSource.js';
import { FormatError } from './formatError.js';
import type { ReadOptions } from './tensorFile.js';

/** The most that is read between two looks at the signal. */
export const chunkBytes = 8 * 2 ** 20;

/** After this many bytes others have a turn. */
const turnBytes = 2 ** 20;

/**
 * Counts what one call of `read` has read, tells its caller, and stops when the caller says so.
 * `throwIfAborted` throws the signal's reason.
 */
export interface Reading {
  /** Fills `target` from `offset` on. @throws FormatError where the source ends before. */
  fill(offset: number, target: Uint8Array): Promise<void>;
}

export function startReading(whole: ByteSource, options: ReadOptions = {}): Reading {
  const source = whole.forward?.() ?? whole;
  let total = 0;
  let lastTurn = 0;
  return {
    fill: async (offset, target) => {
      for (let done = 0; done < target.byteLength;) {
        if (options.breathe && total - lastTurn >= turnBytes) {
          await options.breathe();
          lastTurn = total;
        }
        options.signal?.throwIfAborted();
        const piece = target.subarray(done, done + chunkBytes);
        const count = await readPiece(source, offset + done, piece);
        if (count === 0) throw endedEarly(source, offset + done);
        done += count;
        options.onProgress?.((total += count));
      }
    },
  };
}

async function readPiece(source: ByteSource, offset: number, piece: Uint8Array): Promise<number> {
  if (source.readInto) return source.readInto(offset, piece);
  const bytes = await source.read(offset, piece.byteLength);
  piece.set(bytes);
  return bytes.byteLength;
}

function endedEarly(source: ByteSource, at: number): FormatError {
  return new FormatError({
    file: source.name,
    place: `byte ${at}`,
    problem: 'the file became shorter while it was read',
    expected: `${source.size} bytes`,
    found: `${at} bytes`,
    advice: 'Read it again when whatever is writing it has finished.',
  });
}

/** An array for what a file holds. @throws FormatError where the machine has no room for it. */
export function allocate<T>(file: string, bytes: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FormatError(
      {
        file,
        place: 'data',
        problem: 'too large to be held in memory as a whole',
        found: `${bytes} bytes`,
        advice: 'Save it in smaller files, or in float16.',
      },
      { cause: error },
    );
  }
}
