import { printable } from './printable.js';

/** Everything that a refusal shows: what, where, what was expected, what was found, what to do. */
export interface Refusal {
  /** File (and member) name. */
  readonly file: string;
  /** `header at byte 10`, `line 3, column 7`. */
  readonly place: string;
  /** `descr '<f3' is not a NumPy dtype` */
  readonly problem: string;
  readonly expected?: string;
  readonly found?: string;
  /**
   * Bytes around the culprit, for a hex view: `from` is the offset in the file of data[0]; the culprit is at offsets
   * `markFrom` (inclusive) to `markTo` (exclusive), offsets in the file as well.
   */
  readonly bytes?: {
    readonly from: number;
    readonly data: Uint8Array<ArrayBuffer>;
    readonly markFrom: number;
    readonly markTo: number;
  };
  /** What to do: a sentence, and a line of code that writes the file properly. */
  readonly advice?: string;
  readonly code?: string;
  /** Where the file holds several tensors, or what can be read as one: their names. */
  readonly choices?: readonly string[];
  /** Which of `OpenOptions` takes one of the choices. */
  readonly choose?: 'member' | 'part';
}

/** A file that is refused. The message reads `file: place: problem`, then expected and found where known. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  constructor(
    readonly refusal: Refusal,
    options?: ErrorOptions,
  ) {
    super(refusalMessage(refusal), options);
  }
}

function refusalMessage({ file, place, problem, expected, found }: Refusal): string {
  const detail = [expected && `expected ${expected}`, found && `found ${found}`].filter(Boolean).join(', ');
  return `${printable(file, 200)}: ${place}: ${problem}${detail ? ` (${detail})` : ''}`;
}
