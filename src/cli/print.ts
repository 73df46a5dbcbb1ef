import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Characters that are written at once. */
const mostAtOnce = 2 ** 16;

// Whoever reads may have seen enough, as `head` has after some lines: what was still to be said is for nobody.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (!isClosedPipe(error)) throw error;
  });
}

/** Writes to standard output, no faster than it is read, and no more than is read. */
export async function print(pieces: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(together(pieces)), process.stdout, { end: false });
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
}

/** Writes one line to standard output. */
export function printLine(line: string): Promise<void> {
  return print([line, '\n']);
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

/** The same text in pieces that are worth a write. */
function* together(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < mostAtOnce) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
