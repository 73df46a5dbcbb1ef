/** A value of a Python literal and where it stands: `from` inclusive, `to` exclusive, in characters of the text. */
export type Literal = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'tuple' | 'list'; readonly items: readonly Literal[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [key: Literal, value: Literal])[] }
);

/** What is no literal, and where. */
export class LiteralError extends Error {
  constructor(
    readonly expected: string,
    readonly at: number,
  ) {
    super(`expected ${expected} at ${at}`);
  }
}

const maxDepth = 32;
const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const hexEscapes: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/**
 * Reads the literals that NumPy writes in headers: dicts, tuples, lists, strings, integers (with the L of Python 2),
 * True, False and None. Nothing is ever evaluated. Of bytes read as one character each, strings are decoded if `isUtf8`.
 * @throws LiteralError at the first character that does not belong.
 */
export function parsePythonLiteral(text: string, isUtf8 = false): Literal {
  let at = 0;

  const skipBlanks = () => {
    while (at < text.length && ' \t\n\r\f'.includes(text[at])) at++;
  };
  const fail = (expected: string): never => {
    throw new LiteralError(expected, at);
  };
  const takes = (character: string): boolean => {
    skipBlanks();
    if (text[at] !== character) return false;
    at++;
    return true;
  };

  function readString(from: number): Literal {
    const quote = text[at++];
    let value = '';
    for (;;) {
      const character = text.charAt(at);
      if (character === '' || character === '\n') return fail(`a closing ${quote}`);
      if (character === quote) break;
      value += character === '\\' ? readEscape() : character;
      at++;
    }
    at++;
    return { kind: 'string', value: isUtf8 ? decoded(value) : value, from, to: at };
  }

  /** Leaves `at` on the last character of the escape. */
  function readEscape(): string {
    at++;
    const digits = hexEscapes.get(text[at]);
    if (digits === undefined) return escapes.get(text[at]) ?? fail('a known escape');
    const code = text.slice(at + 1, at + 1 + digits);
    if (!/^[0-9a-f]+$/i.test(code) || code.length !== digits || parseInt(code, 16) > 0x10ffff) {
      return fail(`${digits} hexadecimal digits`);
    }
    at += digits;
    return String.fromCodePoint(parseInt(code, 16));
  }

  function readInteger(from: number): Literal {
    const digits = /[-+]?(?:0+|[1-9][0-9]*)(?![0-9_.eEjJxXoObB])/y;
    digits.lastIndex = at;
    const match = digits.exec(text) ?? fail('an integer');
    at += match[0].length;
    if (text[at] === 'L') at++;
    return { kind: 'integer', value: Number(match[0]), from, to: at };
  }

  function readItems(from: number, closing: ')' | ']', depth: number): Literal {
    const items: Literal[] = [];
    let hasComma = false;
    while (!takes(closing)) {
      if (items.length > 0 && !hasComma) return fail(`, or ${closing}`);
      items.push(readValue(depth));
      hasComma = takes(',');
    }
    // (3) is 3 in brackets; (3,) is a tuple.
    if (closing === ')' && items.length === 1 && !hasComma) return items[0];
    return { kind: closing === ')' ? 'tuple' : 'list', items, from, to: at };
  }

  function readDict(from: number, depth: number): Literal {
    const entries: [Literal, Literal][] = [];
    let hasComma = true;
    while (!takes('}')) {
      if (!hasComma) return fail(', or }');
      const key = readValue(depth);
      if (!takes(':')) return fail(':');
      entries.push([key, readValue(depth)]);
      hasComma = takes(',');
    }
    return { kind: 'dict', entries, from, to: at };
  }

  function readValue(depth: number): Literal {
    skipBlanks();
    if (depth > maxDepth) return fail(`at most ${maxDepth} nested brackets`);
    const from = at;
    const character = text.charAt(at);
    if (/^u['"]/.test(text.slice(at, at + 2))) at++;
    if (text[at] === "'" || text[at] === '"') return readString(from);
    if (/[-+0-9]/.test(character)) return readInteger(from);
    if (takes('{')) return readDict(from, depth + 1);
    if (takes('(')) return readItems(from, ')', depth + 1);
    if (takes('[')) return readItems(from, ']', depth + 1);
    const word = /^(?:True|False|None)\b/.exec(text.slice(at, at + 6))?.[0] ?? fail('a Python literal');
    at += word.length;
    return word === 'None' ? { kind: 'none', from, to: at } : { kind: 'boolean', value: word === 'True', from, to: at };
  }

  const value = readValue(0);
  skipBlanks();
  if (at < text.length) fail('the end of the header');
  return value;
}

/** UTF-8 that was read as one character a byte. Escapes for characters beyond a byte say that it was not. */
export function decoded(text: string): string {
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  return codes.some((code) => code > 0xff) ? text : new TextDecoder().decode(Uint8Array.from(codes));
}
