import { printable } from '../printable.js';
import { maxToken, parseNumber, type NumberToken } from './parseNumber.js';

/** Where something stands in a text, both counted from 1; a column is a character. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a text, and where. */
export class JsonError extends Error {
  constructor(
    readonly place: Place,
    readonly problem: string,
    readonly detail: {
      readonly expected?: string;
      readonly found?: string;
      readonly advice?: string;
      /** Whether the numbers are there, and only their dtype is too small for them. */
      readonly isReadable?: true;
    } = {},
  ) {
    super(problem);
  }
}

const [newline, quote, backslash] = [0x0a, 0x22, 0x5c];

/**
 * The tokens of JSON that comes in chunks of bytes, and where they stand.
 * Where a token may go on in the next chunk, the reading methods answer undefined and take nothing.
 */
export class JsonText {
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  private isLast = false;
  private line = 1;
  /** Index of the line's first byte; negative where that was in an earlier chunk. */
  private lineStart = 0;
  /** Bytes of this line so far that continue a character. */
  private continuations = 0;
  private readonly token: NumberToken = { end: 0, value: 0, isValid: true };

  /** More bytes; `isLast` where no others follow. */
  push(chunk: Uint8Array, isLast: boolean): void {
    this.bytes = this.bytes.length > 0 ? joined(this.bytes, chunk) : chunk;
    this.isLast = isLast;
  }

  /** Keeps a copy of what has not been taken; the chunk may be overwritten then. */
  release(): void {
    this.bytes = this.bytes.slice(this.at);
    this.lineStart -= this.at;
    this.at = 0;
  }

  /** The byte that the next token begins with; −1 at the end of the bytes. */
  peek(): number {
    const { bytes } = this;
    for (; this.at < bytes.length && isBlank(bytes[this.at]); this.at++) {
      if (bytes[this.at] === newline) {
        this.line++;
        this.lineStart = this.at + 1;
        this.continuations = 0;
      }
    }
    return this.at < bytes.length ? bytes[this.at] : -1;
  }

  /** Takes the one-byte token that `peek` has shown. */
  take(): void {
    this.at++;
  }

  /** @throws JsonError where the token is no number. */
  number(): number | undefined {
    const { token } = this;
    parseNumber(this.bytes, this.at, token);
    const isWhole = token.end < this.bytes.length || this.isLast;
    if (token.isValid && isWhole && this.isDelimiter(token.end)) {
      this.at = token.end;
      return token.value;
    }
    if (this.goesOn()) return undefined;
    throw this.noNumber();
  }

  /** The word or number that was taken last, up to `length` bytes before here, for errors about its value. */
  lastToken(): { readonly place: Place; readonly text: string } {
    let from = this.at;
    while (from > 0 && !this.isDelimiter(from - 1)) from--;
    return { place: this.place(from), text: asText(this.bytes.subarray(from, this.at)) };
  }

  /** @throws JsonError where the string is none, or no UTF-8. */
  string(): string | undefined {
    const { bytes } = this;
    let end = this.at + 1;
    while (end < bytes.length && bytes[end] !== quote) end += bytes[end] === backslash ? 2 : 1;
    if (end >= bytes.length) {
      if (this.goesOn()) return undefined;
      throw this.isLast ? this.cutOff('"') : this.error(`a string of more than ${maxToken} characters`);
    }
    const inside = bytes.subarray(this.at + 1, end);
    this.checkUtf8(inside);
    let text: unknown;
    try {
      text = JSON.parse(asText(bytes.subarray(this.at, end + 1)));
    } catch {
      throw this.error('this is no JSON string', { found: printable(asText(inside), 40) });
    }
    this.continuations += inside.filter(isContinuation).length;
    this.at = end + 1;
    return String(text);
  }

  place(at = this.at): Place {
    return { line: this.line, column: at - this.lineStart - this.continuations + 1 };
  }

  error(problem: string, detail?: JsonError['detail'], place = this.place()): JsonError {
    return new JsonError(place, problem, detail);
  }

  /** The token at hand is not one that may stand here. */
  unexpected(problem: string, expected: string, advice?: string): JsonError {
    const found = this.tokenText();
    this.checkUtf8(this.bytes.subarray(this.at, this.at + 4), true);
    return this.error(problem, { expected, found, ...(advice && { advice }) });
  }

  cutOff(expected: string): JsonError {
    const place = this.place(this.bytes.length);
    const advice = 'The file was not written to its end. Write it again:';
    return this.error('the JSON is cut off', { expected, found: 'the end of the file', advice }, place);
  }

  private noNumber(): JsonError {
    const text = this.tokenText();
    const expected = 'a number, NaN, Infinity, -Infinity or [';
    switch (text) {
      case 'null':
      case 'None':
      case 'nan':
        return this.unexpected(`${text} is not a number`, expected, 'Write NaN where there is no number.');
      case 'true':
      case 'false':
        return this.unexpected(`${text} is not a number`, expected, 'Write 1 and 0 for true and false.');
    }
    if (text === ']' || text === '}' || text === ',') return this.unexpected('a value is missing', expected);
    if (this.isLast && this.tokenEnd() === this.bytes.length && startOfNumber.test(text)) {
      return this.cutOff('the rest of a number');
    }
    if (text.startsWith('{')) return this.unexpected('an object among numbers', expected);
    if (!text.startsWith('"') && this.tokenEnd() - this.at >= maxToken) {
      return this.unexpected(`a number of more than ${maxToken} characters`, expected);
    }
    if (!text.startsWith('"')) return this.unexpected('this is not a number as JSON writes it', expected);
    const isNumeric = /^"\s*[-+]?(?:[0-9.]|nan|inf)/i.test(text);
    return isNumeric
      ? this.unexpected('a number written as a string', expected, 'Write numbers, NaN and Infinity without quotes.')
      : this.unexpected('a string among numbers', expected);
  }

  /** Whether the token at hand reaches the end of the bytes, and more are to come. */
  private goesOn(): boolean {
    return !this.isLast && this.bytes.length - this.at < maxToken && this.tokenEnd() === this.bytes.length;
  }

  private tokenEnd(): number {
    const { bytes } = this;
    let end = this.at + 1;
    if (bytes[this.at] === quote) {
      while (end < bytes.length && bytes[end] !== quote) end += bytes[end] === backslash ? 2 : 1;
      return Math.min(end + 1, bytes.length);
    }
    if (this.isDelimiter(this.at)) return end;
    while (end < bytes.length && end - this.at < maxToken && !this.isDelimiter(end)) end++;
    return end;
  }

  private tokenText(): string {
    return printable(asText(this.bytes.subarray(this.at, Math.min(this.tokenEnd(), this.at + 160))), 40);
  }

  private isDelimiter(at: number): boolean {
    const byte = this.bytes[at];
    return at >= this.bytes.length || isBlank(byte) || delimiters.has(byte);
  }

  /** @throws JsonError at the first byte that is no UTF-8; with `isCut`, the last character may be incomplete. */
  private checkUtf8(bytes: Uint8Array, isCut = false): void {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
    } catch {
      const first = bytes.find((byte) => byte >= 0x80) ?? 0;
      throw this.error('the text is not UTF-8', {
        expected: 'UTF-8',
        found: `byte 0x${first.toString(16)}`,
        advice: 'Save the file again with encoding UTF-8.',
      });
    }
  }
}

const startOfNumber = /^-?(?:(?:\d+\.?\d*(?:e[-+]?)?)?|N|Na|Infin?i?t?|Inf?|I)$/i;
const delimiters = new Set(Array.from(',:[]{}"', (character) => character.charCodeAt(0)));

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === newline || byte === 0x0d || byte === 0x09;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function asText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
