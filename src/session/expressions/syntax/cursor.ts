import { ExpressionError } from '../expressionError.js';
import { quoted, type Token } from './tokens.js';

/** Parentheses, signs and the like inside one another. */
const deepest = 50;
/** Operators and subscripts of one text: where they follow one another, each makes the tree deeper. */
const mostOperators = 500;

/** Where in the tokens of a text reading is, from left to right; the last token is `end`. Bounds how deep their tree can be. */
export class Cursor {
  readonly tokens: readonly Token[];
  /** Index of the token that comes. */
  next = 0;
  #depth = 0;
  #operators = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  /** The token that comes. */
  get token(): Token {
    return this.tokens[this.next];
  }

  /** Where the token before it ends. */
  get end(): number {
    return this.tokens[this.next - 1].to;
  }

  advance(): Token {
    return this.tokens[this.next++];
  }

  /** Whether the symbol or word (in any letter case) comes. */
  is(spelling: string): boolean {
    const { kind, text } = this.token;
    return kind === 'symbol' ? text === spelling : kind === 'name' && text.toLowerCase() === spelling;
  }

  /** Whether it came: it is behind then. */
  take(spelling: string): boolean {
    const isHere = this.is(spelling);
    if (isHere) this.next++;
    return isHere;
  }

  expect(spelling: string): void {
    if (!this.take(spelling)) throw this.expected(`"${spelling}"`);
  }

  expected(what: string): ExpressionError {
    return new ExpressionError(this.token.from, { expected: what, found: quoted(this.token) });
  }

  /** Reads what is inside of something. */
  deeper<T>(inside: () => T): T {
    if (this.#depth >= deepest) {
      throw new ExpressionError(this.token.from, { problem: `nested more than ${deepest} deep` });
    }
    this.#depth++;
    const read = inside();
    this.#depth--;
    return read;
  }

  /** Counts an operator or subscript. */
  operator(): void {
    if (++this.#operators <= mostOperators) return;
    throw new ExpressionError(this.token.from, { problem: `more than ${mostOperators} operators` });
  }
}
