import { FormatError, type Refusal } from './formatError.js';

/** The first bytes of a file, as far as they have been read. */
export interface Head {
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const row = 16;
const rowsShown = 4;

/** A refusal that points at bytes `from` (inclusive) to `to` (exclusive) of the file's head. */
export function refuseBytes(
  { file, bytes }: Head,
  from: number,
  to: number,
  refusal: Omit<Refusal, 'file' | 'bytes'>,
): FormatError {
  const firstRow = Math.max(0, Math.floor(from / row) - 1) * row;
  const data = bytes.slice(firstRow, firstRow + row * rowsShown);
  return new FormatError({ file, ...refusal, bytes: { from: firstRow, data, markFrom: from, markTo: to } });
}

/** `'<f3' at bytes 20 to 24`: what stands in the file, and where. */
export function foundAt(text: string, from: number, to: number): string {
  const last = to - 1;
  const place = last > from ? `at bytes ${from} to ${last}` : `at byte ${from}`;
  return `${text} ${place}`;
}
