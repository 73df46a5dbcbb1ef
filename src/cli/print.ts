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

/** Writes a text and the end of its line to standard output, no faster than it is read, and no more than is read. */
export async function printLine(pieces: Iterable<string>): Promise<void> {
  if (!process.stdout.writable) return;
  try {
    await pipeline(Readable.from(together(pieces)), process.stdout, { end: false });
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
}

/** What a pipe says that its reader has closed: at the write, and from then on. */
const closed = new Set<unknown>(['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && closed.has(error.code);
}

/** The same text, and the end of its line, in pieces that are worth a write. */
function* together(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < mostAtOnce) continue;
    yield text;
    text = '';
  }
  yield `${text}\n`;
}
