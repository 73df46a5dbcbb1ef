import { ExpressionError } from '../expressionError.js';
import { channelTerm, isTermEnd } from './channelTerm.js';
import { quoted, tokensOf, type Token } from './tokens.js';
import type { Arithmetic, Comparison, Node, Subscript } from './tree.js';

/**
 * What a text is read as. A filter is an expression, in which between `and` (or a comma, there), `or` and `not` may also
 * stand a channel (`37`), a range (`30-40`), `nan` and `inf`.
 */
export type Language = 'expression' | 'filter';

/** Parentheses, signs and the like inside one another. */
export const deepest = 50;

/**
 * Reads a text, in time linear in its length. Python's precedence: or, and, not, comparisons, + −, * / %, signs, **,
 * then calls and subscripts. Comparisons do not chain.
 * @throws ExpressionError
 */
export function parse(text: string, language: Language = 'expression'): Node {
  return new Parser(tokensOf(text)).whole(language);
}

const comparisons = new Set<string>(['<', '<=', '>', '>=', '==', '!=']);
const isComparison = (text: string): text is Comparison => comparisons.has(text);
const isWord = (text: string): boolean => /^(and|or|not)$/i.test(text);
const expected = (what: string, token: Token): ExpressionError =>
  new ExpressionError(token.from, { expected: what, found: quoted(token) });

/** Reads tokens, the last of which is `end`, once from left to right. */
export class Parser {
  readonly #tokens: readonly Token[];
  readonly #closes: ReadonlyMap<number, number>;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#closes = closesOf(tokens);
  }

  whole(language: Language): Node {
    const node = this.#or(language);
    const rest = this.#token();
    if (rest.kind !== 'end') throw expected('an operator or the end', rest);
    return node;
  }

  #or(language: Language): Node {
    return this.#joined('or', ['or', '||'], () =>
      this.#joined('and', language === 'filter' ? ['and', '&&', ','] : ['and', '&&'], () => this.#not(language)),
    );
  }

  #joined(operator: 'and' | 'or', spellings: readonly string[], operand: () => Node): Node {
    const operands = [operand()];
    while (spellings.some((spelling) => this.#is(spelling))) {
      this.#next++;
      operands.push(operand());
    }
    if (operands.length === 1) return operands[0];
    return { kind: 'logical', operator, operands, from: operands[0].from, to: operands[operands.length - 1].to };
  }

  #not(language: Language): Node {
    const { from } = this.#token();
    if (this.#take('not')) {
      const operand = this.#deeper(() => this.#not(language));
      return { kind: 'not', operand, from, to: operand.to };
    }
    return (language === 'filter' ? this.#term() : null) ?? this.#comparison();
  }

  /** What only a filter has, and groups of it: null where there is none. */
  #term(): Node | null {
    const read = channelTerm(this.#tokens, this.#next);
    if (read) {
      this.#next += read.tokens;
      return read.node;
    }
    const close = this.#is('(') ? this.#closes.get(this.#next) : undefined;
    if (close === undefined || !isTermEnd(this.#tokens.at(close + 1))) return null;
    return this.#grouped(() => this.#or('filter'), ')');
  }

  #comparison(): Node {
    const left = this.#sum();
    const operator = this.#token().text;
    if (this.#token().kind !== 'symbol' || !isComparison(operator)) return left;
    this.#next++;
    const right = this.#sum();
    if (this.#token().kind === 'symbol' && isComparison(this.#token().text)) {
      throw new ExpressionError(this.#token().from, { problem: 'comparisons do not chain: write a < b and b < c' });
    }
    return { kind: 'comparison', operator, left, right, from: left.from, to: right.to };
  }

  #sum(): Node {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/', '%'], () => this.#signed()));
  }

  #chain(operators: readonly Arithmetic[], operand: () => Node): Node {
    let left = operand();
    for (;;) {
      const operator = operators.find((one) => this.#is(one));
      if (operator === undefined) return left;
      this.#next++;
      const right = operand();
      left = { kind: 'arithmetic', operator, left, right, from: left.from, to: right.to };
    }
  }

  #signed(): Node {
    const { from } = this.#token();
    const operator = (['-', '+'] as const).find((one) => this.#is(one));
    if (operator === undefined) return this.#power();
    this.#next++;
    const operand = this.#deeper(() => this.#signed());
    return { kind: 'sign', operator, operand, from, to: operand.to };
  }

  #power(): Node {
    const left = this.#subscripted();
    if (!this.#take('**')) return left;
    const right = this.#deeper(() => this.#signed());
    return { kind: 'arithmetic', operator: '**', left, right, from: left.from, to: right.to };
  }

  #subscripted(): Node {
    let operand = this.#primary();
    while (this.#is('[')) {
      const subscripts = this.#deeper(() => this.#list(']', () => this.#subscript()));
      operand = { kind: 'subscript', operand, subscripts, from: operand.from, to: this.#end() };
    }
    return operand;
  }

  #subscript(): Subscript {
    const { from } = this.#token();
    const start = this.#bound();
    if (start && !this.#is(':')) return { kind: 'at', index: start, from, to: this.#end() };
    if (!this.#take(':')) throw expected('an index or a slice', this.#token());
    const stop = this.#bound();
    const step = this.#take(':') ? this.#bound() : undefined;
    return {
      kind: 'slice',
      ...(start && { start }),
      ...(stop && { stop }),
      ...(step && { step }),
      from,
      to: this.#end(),
    };
  }

  #bound(): Node | undefined {
    return [':', ',', ']'].some((one) => this.#is(one)) ? undefined : this.#or('expression');
  }

  #primary(): Node {
    const token = this.#token();
    const { from, to, text, kind } = token;
    if (kind === 'number') {
      this.#next++;
      return { kind, value: Number(text.replace('−', '-')), from, to };
    }
    if (kind === 'name' && !isWord(text)) return this.#named();
    if (this.#is('(')) return this.#grouped(() => this.#or('expression'), ')');
    if (this.#is('|')) {
      const operand = this.#grouped(() => this.#sum(), '|');
      return { kind: 'call', name: 'abs', operands: [operand], from, to: this.#end() };
    }
    throw expected('a value', token);
  }

  #named(): Node {
    const { from } = this.#token();
    const name = this.#name();
    if (!this.#is('(')) return { kind: 'name', name, from, to: this.#end() };
    const operands = this.#deeper(() => this.#list(')', () => this.#or('expression')));
    return { kind: 'call', name, operands, from, to: this.#end() };
  }

  /** `running mean`, `batch variance` and `non-finite` are one name each. */
  #name(): string {
    const { text } = this.#advance();
    if (/^(running|batch)_*$/i.test(text) && this.#token().kind === 'name' && !isWord(this.#token().text)) {
      return `${text} ${this.#advance().text}`;
    }
    const finite = this.#tokens.at(this.#next + 1);
    if (/^non$/i.test(text) && this.#is('-') && finite && /^finite$/i.test(finite.text)) {
      this.#next += 2;
      return `${text}-${finite.text}`;
    }
    return text;
  }

  /** What stands, separated by commas, between the bracket here and `close`; nothing at all in `()`. */
  #list<T>(close: ')' | ']', item: () => T): readonly T[] {
    this.#next++;
    const items: T[] = [];
    if (close === ')' && this.#take(')')) return items;
    do items.push(item());
    while (this.#take(','));
    this.#expect(close);
    return items;
  }

  #grouped(inside: () => Node, close: string): Node {
    this.#next++;
    const node = this.#deeper(inside);
    this.#expect(close);
    return node;
  }

  #expect(close: string): void {
    if (!this.#take(close)) throw expected(`"${close}"`, this.#token());
  }

  #deeper<T>(inside: () => T): T {
    if (this.#depth >= deepest) {
      throw new ExpressionError(this.#token().from, { problem: `nested more than ${deepest} deep` });
    }
    this.#depth++;
    const read = inside();
    this.#depth--;
    return read;
  }

  #token(): Token {
    return this.#tokens[this.#next];
  }

  #advance(): Token {
    return this.#tokens[this.#next++];
  }

  /** Where the token before this one ends. */
  #end(): number {
    return this.#tokens[this.#next - 1].to;
  }

  #is(spelling: string): boolean {
    const { kind, text } = this.#token();
    return kind === 'symbol' ? text === spelling : kind === 'name' && text.toLowerCase() === spelling;
  }

  #take(spelling: string): boolean {
    const isHere = this.#is(spelling);
    if (isHere) this.#next++;
    return isHere;
  }
}

/** Where each `(` is closed: indices of tokens. */
function closesOf(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const closes = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ kind, text }, index) => {
    if (kind !== 'symbol') return;
    if (text === '(') open.push(index);
    const start = text === ')' ? open.pop() : undefined;
    if (start !== undefined) closes.set(start, index);
  });
  return closes;
}
