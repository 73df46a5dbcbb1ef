import { shortened } from '../engine/index.js';
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
  /** Which of `OpenOptions` takes one of the choices; `layer`: it is a model, whose layers are opened one by one. */
  readonly choose?: 'member' | 'part' | 'layer';
}

/** Characters that are shown of each text: enough for anything but what a file or a program made long. */
const longest = {
  ...{ file: 200, place: 200, problem: 500, expected: 400, found: 400 },
  ...{ advice: 1000, code: 1000 },
} as const;

/**
 * A file that is refused. The message reads `file: place: problem`, then expected and found where known. Whatever stood in
 * the file or the program, all of it is short, and in characters that are seen.
 */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    const bounded = boundedRefusal(refusal);
    super(refusalMessage(bounded), options);
    this.refusal = bounded;
  }
}

function boundedRefusal(refusal: Refusal): Refusal {
  const { expected, found, advice, code } = refusal;
  // Escapes are longer than what they stand for.
  const shown = (text: string, limit: number) => shortened(printable(text, limit), limit);
  return {
    ...refusal,
    file: shown(refusal.file, longest.file),
    place: shown(refusal.place, longest.place),
    problem: shown(refusal.problem, longest.problem),
    ...(expected !== undefined && { expected: shown(expected, longest.expected) }),
    ...(found !== undefined && { found: shown(found, longest.found) }),
    ...(advice !== undefined && { advice: shown(advice, longest.advice) }),
    // Code has lines.
    ...(code !== undefined && { code: shortened(code, longest.code) }),
  };
}

function refusalMessage({ file, place, problem, expected, found }: Refusal): string {
  const detail = [expected && `expected ${expected}`, found && `found ${found}`].filter(Boolean).join(', ');
  return `${file}: ${place}: ${problem}${detail ? ` (${detail})` : ''}`;
}
