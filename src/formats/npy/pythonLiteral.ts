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
  return new LiteralReader(text, isUtf8).read();
}

/** A class: functions inside a function are compiled anew for each of the headers of an archive. */
class LiteralReader {
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly isUtf8: boolean,
  ) {}

  read(): Literal {
    const value = this.#readValue(0);
    this.#skipBlanks();
    if (this.#at < this.text.length) this.#fail('the end of the header');
    return value;
  }

  #skipBlanks(): void {
    while (this.#at < this.text.length && ' \t\n\r\f'.includes(this.text[this.#at])) this.#at++;
  }

  #fail(expected: string): never {
    throw new LiteralError(expected, this.#at);
  }

  #takes(character: string): boolean {
    this.#skipBlanks();
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #readString(from: number): Literal {
    const { text } = this;
    const quote = text[this.#at++];
    let value = '';
    for (;;) {
      const character = text.charAt(this.#at);
      if (character === '' || character === '\n') return this.#fail(`a closing ${quote}`);
      if (character === quote) break;
      value += character === '\\' ? this.#readEscape() : character;
      this.#at++;
    }
    this.#at++;
    return { kind: 'string', value: this.isUtf8 ? decoded(value) : value, from, to: this.#at };
  }

  /** Leaves the place on the last character of the escape. */
  #readEscape(): string {
    const { text } = this;
    const at = ++this.#at;
    const digits = hexEscapes.get(text[at]);
    if (digits === undefined) return escapes.get(text[at]) ?? this.#fail('a known escape');
    const code = text.slice(at + 1, at + 1 + digits);
    if (!/^[0-9a-f]+$/i.test(code) || code.length !== digits || parseInt(code, 16) > 0x10ffff) {
      return this.#fail(`${digits} hexadecimal digits`);
    }
    this.#at += digits;
    return String.fromCodePoint(parseInt(code, 16));
  }

  #readInteger(from: number): Literal {
    const digits = /[-+]?(?:0+|[1-9][0-9]*)(?![0-9_.eEjJxXoObB])/y;
    digits.lastIndex = this.#at;
    const match = digits.exec(this.text) ?? this.#fail('an integer');
    this.#at += match[0].length;
    if (this.text[this.#at] === 'L') this.#at++;
    return { kind: 'integer', value: Number(match[0]), from, to: this.#at };
  }

  #readItems(from: number, closing: ')' | ']', depth: number): Literal {
    const items: Literal[] = [];
    let hasComma = false;
    while (!this.#takes(closing)) {
      if (items.length > 0 && !hasComma) return this.#fail(`, or ${closing}`);
      items.push(this.#readValue(depth));
      hasComma = this.#takes(',');
    }
    // (3) is 3 in brackets; (3,) is a tuple.
    if (closing === ')' && items.length === 1 && !hasComma) return items[0];
    return { kind: closing === ')' ? 'tuple' : 'list', items, from, to: this.#at };
  }

  #readDict(from: number, depth: number): Literal {
    const entries: [Literal, Literal][] = [];
    let hasComma = true;
    while (!this.#takes('}')) {
      if (!hasComma) return this.#fail(', or }');
      const key = this.#readValue(depth);
      if (!this.#takes(':')) return this.#fail(':');
      entries.push([key, this.#readValue(depth)]);
      hasComma = this.#takes(',');
    }
    return { kind: 'dict', entries, from, to: this.#at };
  }

  #readValue(depth: number): Literal {
    const { text } = this;
    this.#skipBlanks();
    if (depth > maxDepth) return this.#fail(`at most ${maxDepth} nested brackets`);
    const from = this.#at;
    const character = text.charAt(from);
    if (/^u['"]/.test(text.slice(from, from + 2))) this.#at++;
    if (text[this.#at] === "'" || text[this.#at] === '"') return this.#readString(from);
    if (/[-+0-9]/.test(character)) return this.#readInteger(from);
    if (this.#takes('{')) return this.#readDict(from, depth + 1);
    if (this.#takes('(')) return this.#readItems(from, ')', depth + 1);
    if (this.#takes('[')) return this.#readItems(from, ']', depth + 1);
    const word = /^(?:True|False|None)\b/.exec(text.slice(from, from + 6))?.[0] ?? this.#fail('a Python literal');
    this.#at += word.length;
    const to = this.#at;
    return word === 'None' ? { kind: 'none', from, to } : { kind: 'boolean', value: word === 'True', from, to };
  }
}

/** UTF-8 that was read as one character a byte. Escapes for characters beyond a byte say that it was not. */
export function decoded(text: string): string {
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  return codes.some((code) => code > 0xff) ? text : new TextDecoder().decode(Uint8Array.from(codes));
}
