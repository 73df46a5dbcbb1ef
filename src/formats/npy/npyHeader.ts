import type { FormatError, Refusal } from '../formatError.js';
import { printable } from '../printable.js';
import { convertCode } from '../pythonCode.js';
import { foundAt, refuseBytes } from '../refuseBytes.js';
import { isCountable, maxRank } from '../shapeLimits.js';
import { readDescr } from './descr.js';
import type { Part } from './descrParts.js';
import { decoded, LiteralError, parsePythonLiteral, type Literal } from './pythonLiteral.js';
import type { NpyHead } from './readNpyHead.js';

/** What the header of a `.npy` says. */
export interface NpyHeader {
  /** In words, for errors. */
  readonly dtypeName: string;
  /** Bytes of one item of the array. */
  readonly itemSize: number;
  /** What of each item is read: one part, or the two of which the magnitude is. */
  readonly parts: readonly Part[];
  /** All that could have been read, where there was a choice. */
  readonly choices?: readonly string[];
  readonly isFortranOrder: boolean;
  readonly shape: readonly number[];
}

const keys = ['descr', 'fortran_order', 'shape'] as const;
type Key = (typeof keys)[number];
const dict = "a Python dict with 'descr', 'fortran_order' and 'shape'";

/** Headers that were read last, by their texts: those of a recording's thousands of members are a few. */
const known = new Map<string, NpyHeader>();
const mostKnown = { headers: 16, characters: 512 };

/** Reads the header's text. @throws FormatError naming the place, what was expected and what was found. */
export function readNpyHeader(head: NpyHead, part?: string): NpyHeader {
  const text = textOf(head.bytes.subarray(head.headerAt));
  const isUtf8 = head.bytes[6] === 3;
  if (part !== undefined || isUtf8 || text.length > mostKnown.characters) return headerIn(text, head, isUtf8, part);
  const header = known.get(text) ?? headerIn(text, head, isUtf8);
  known.delete(text);
  known.set(text, header);
  const [oldest] = known.keys();
  if (known.size > mostKnown.headers) known.delete(oldest);
  return header;
}

/** One character a byte, so that a place in the text is a place in the file. */
function textOf(bytes: Uint8Array): string {
  let text = '';
  // A call takes no more arguments than the stack holds.
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

function headerIn(text: string, head: NpyHead, isUtf8: boolean, part?: string): NpyHeader {
  const { file, headerAt } = head;
  const place = `header at byte ${headerAt}`;

  const refuse = (
    { from, to }: { from: number; to: number },
    problem: string,
    expected: string,
    more: Pick<Refusal, 'advice' | 'code' | 'choices' | 'choose'> = {},
  ): FormatError => {
    const [first, end] = [headerAt + from, headerAt + Math.min(to, text.length)];
    const found =
      from < text.length
        ? foundAt(printable(isUtf8 ? decoded(text.slice(from, to)) : text.slice(from, to), 60), first, end)
        : 'the end of the header';
    const again = {
      advice: 'NumPy does not write such a header. Copy the file again, or save the array with np.save.',
    };
    return refuseBytes(head, first, Math.max(first, end), { place, problem, expected, found, ...again, ...more });
  };

  const entries = readEntries(parse(), refuse);
  const descr = readDescr(entries.descr, part);
  if (descr.kind === 'refused') {
    throw refuse(entries.descr, descr.problem, descr.expected, {
      advice: descr.advice,
      ...(descr.saved !== undefined && {
        code: convertCode(file, descr.saved, { isPickled: descr.isPickled === true }),
      }),
      ...(descr.choices && { choices: descr.choices, choose: 'part' }),
    });
  }
  const order = entries.fortran_order;
  if (order.kind !== 'boolean') throw refuse(order, 'fortran_order is not a bool', 'True or False');
  const shape = readShape(entries.shape, refuse);
  const { dtypeName, itemSize, parts, choices } = descr;
  return { dtypeName, itemSize, parts, ...(choices && { choices }), isFortranOrder: order.value, shape };

  function parse(): Literal {
    try {
      return parsePythonLiteral(text, isUtf8);
    } catch (error) {
      if (!(error instanceof LiteralError)) throw error;
      throw refuse({ from: error.at, to: error.at + 1 }, 'the header is not a Python literal', error.expected);
    }
  }
}

type Refuse = (place: { from: number; to: number }, problem: string, expected: string) => FormatError;

function readEntries(header: Literal, refuse: Refuse): Readonly<Record<Key, Literal>> {
  if (header.kind !== 'dict') throw refuse(header, 'the header is not a dict', dict);
  const found: Partial<Record<Key, Literal>> = {};
  for (const [key, value] of header.entries) {
    const name = key.kind === 'string' ? keys.find((known) => known === key.value) : undefined;
    if (!name) throw refuse(key, 'the header has a key that NumPy does not write', dict);
    if (found[name]) throw refuse(key, `the header has '${name}' twice`, dict);
    found[name] = value;
  }
  const { descr, fortran_order, shape } = found;
  if (descr && fortran_order && shape) return { descr, fortran_order, shape };
  const missing = keys.filter((key) => !found[key]).map((key) => `'${key}'`);
  throw refuse(header, `the header lacks ${missing.join(', ')}`, dict);
}

function readShape(literal: Literal, refuse: Refuse): number[] {
  const expected = 'a tuple of sizes, such as (64, 48, 14, 14)';
  if (literal.kind !== 'tuple') throw refuse(literal, 'shape is not a tuple', expected);
  if (literal.items.length > maxRank) {
    throw refuse(literal, `shape has ${literal.items.length} axes`, `at most ${maxRank}, as in NumPy`);
  }
  const shape = literal.items.map((item) => {
    if (item.kind !== 'integer') throw refuse(item, 'shape holds what is not an integer', expected);
    if (item.value < 0) throw refuse(item, 'shape has a negative size', expected);
    return Math.abs(item.value);
  });
  if (!isCountable(shape)) {
    throw refuse(literal, 'shape has more elements than can be counted', 'at most 2**53 - 1');
  }
  return shape;
}
