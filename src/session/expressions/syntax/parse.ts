import { ExpressionError } from '../expressionError.js';
import { channelTerm, isTermEnd } from './channelTerm.js';
import { Cursor } from './cursor.js';
import { tokensOf, type Token } from './tokens.js';
import type { Arithmetic, Comparison, Node, Subscript } from './tree.js';

/**
 * What a text is read as. A filter is an expression, in which between `and` (or a comma, there), `or` and `not` may also
 * stand a channel (`37`), a range (`30-40`), `nan` and `inf`.
 */
export type Language = 'expression' | 'filter';

/**
 * Reads a text, in time linear in its length. Python's precedence: or, and, not, comparisons, + −, * / %, signs, **,
 * then calls and subscripts. Comparisons do not chain.
 * @throws ExpressionError
 */
export function parse(text: string, language: Language = 'expression'): Node {
  return new Parser(tokensOf(text)).whole(language);
}

const comparisons: readonly Comparison[] = ['<', '<=', '>', '>=', '==', '!='];
const isWord = (text: string): boolean => /^(and|or|not)$/i.test(text);

/** Reads tokens, the last of which is `end`, once from left to right. */
export class Parser {
  readonly #at: Cursor;
  readonly #closes: ReadonlyMap<number, number>;

  constructor(tokens: readonly Token[]) {
    this.#at = new Cursor(tokens);
    this.#closes = closesOf(tokens);
  }

  whole(language: Language): Node {
    const node = this.#or(language);
    if (this.#at.token.kind !== 'end') throw this.#at.expected('an operator or the end');
    return node;
  }

  #or(language: Language): Node {
    return this.#joined('or', ['or', '||'], () =>
      this.#joined('and', language === 'filter' ? ['and', '&&', ','] : ['and', '&&'], () => this.#not(language)),
    );
  }

  #joined(operator: 'and' | 'or', spellings: readonly string[], operand: () => Node): Node {
    const operands = [operand()];
    while (spellings.some((spelling) => this.#at.is(spelling))) {
      this.#at.next++;
      operands.push(operand());
    }
    if (operands.length === 1) return operands[0];
    return { kind: 'logical', operator, operands, from: operands[0].from, to: operands[operands.length - 1].to };
  }

  #not(language: Language): Node {
    const { from } = this.#at.token;
    if (this.#at.take('not')) {
      const operand = this.#at.deeper(() => this.#not(language));
      return { kind: 'not', operand, from, to: operand.to };
    }
    return (language === 'filter' ? this.#term() : null) ?? this.#comparison();
  }

  /** What only a filter has, and groups of it: null where there is none. */
  #term(): Node | null {
    const read = channelTerm(this.#at.tokens, this.#at.next);
    if (read) {
      this.#at.next += read.tokens;
      return read.node;
    }
    const close = this.#at.is('(') ? this.#closes.get(this.#at.next) : undefined;
    if (close === undefined || !isTermEnd(this.#at.tokens.at(close + 1))) return null;
    return this.#grouped(() => this.#or('filter'), ')');
  }

  #comparison(): Node {
    const left = this.#sum();
    const operator = this.#comparisonSign();
    if (operator === undefined) return left;
    this.#at.next++;
    const right = this.#sum();
    if (this.#comparisonSign() !== undefined) {
      throw new ExpressionError(this.#at.token.from, { problem: 'comparisons do not chain: write a < b and b < c' });
    }
    return { kind: 'comparison', operator, left, right, from: left.from, to: right.to };
  }

  #comparisonSign(): Comparison | undefined {
    return comparisons.find((one) => this.#at.is(one));
  }

  #sum(): Node {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/', '%'], () => this.#signed()));
  }

  #chain(operators: readonly Arithmetic[], operand: () => Node): Node {
    let left = operand();
    for (;;) {
      const operator = operators.find((one) => this.#at.is(one));
      if (operator === undefined) return left;
      this.#at.operator();
      this.#at.next++;
      const right = operand();
      left = { kind: 'arithmetic', operator, left, right, from: left.from, to: right.to };
    }
  }

  #signed(): Node {
    const { from } = this.#at.token;
    const operator = (['-', '+'] as const).find((one) => this.#at.is(one));
    if (operator === undefined) return this.#power();
    this.#at.next++;
    const operand = this.#at.deeper(() => this.#signed());
    return { kind: 'sign', operator, operand, from, to: operand.to };
  }

  #power(): Node {
    const left = this.#subscripted();
    if (!this.#at.take('**')) return left;
    const right = this.#at.deeper(() => this.#signed());
    return { kind: 'arithmetic', operator: '**', left, right, from: left.from, to: right.to };
  }

  #subscripted(): Node {
    let operand = this.#primary();
    while (this.#at.is('[')) {
      this.#at.operator();
      const subscripts = this.#at.deeper(() => this.#list(']', () => this.#subscript()));
      operand = { kind: 'subscript', operand, subscripts, from: operand.from, to: this.#at.end };
    }
    return operand;
  }

  #subscript(): Subscript {
    const { from } = this.#at.token;
    const start = this.#bound();
    if (start && !this.#at.is(':')) return { kind: 'at', index: start, from, to: this.#at.end };
    if (!this.#at.take(':')) throw this.#at.expected('an index or a slice');
    const stop = this.#bound();
    const step = this.#at.take(':') ? this.#bound() : undefined;
    return {
      kind: 'slice',
      ...(start && { start }),
      ...(stop && { stop }),
      ...(step && { step }),
      from,
      to: this.#at.end,
    };
  }

  #bound(): Node | undefined {
    return [':', ',', ']'].some((one) => this.#at.is(one)) ? undefined : this.#or('expression');
  }

  #primary(): Node {
    const { from, to, text, kind } = this.#at.token;
    if (kind === 'number') {
      this.#at.next++;
      return { kind, value: Number(text.replace('−', '-')), from, to };
    }
    if (kind === 'name' && !isWord(text)) return this.#named();
    if (this.#at.is('(')) return this.#grouped(() => this.#or('expression'), ')');
    if (this.#at.is('|')) {
      const operand = this.#grouped(() => this.#sum(), '|');
      return { kind: 'call', name: 'abs', operands: [operand], from, to: this.#at.end };
    }
    throw this.#at.expected('a value');
  }

  #named(): Node {
    const { from } = this.#at.token;
    const name = this.#name();
    if (!this.#at.is('(')) return { kind: 'name', name, from, to: this.#at.end };
    const operands = this.#at.deeper(() => this.#list(')', () => this.#or('expression')));
    return { kind: 'call', name, operands, from, to: this.#at.end };
  }

  /** `running mean`, `batch variance` and `non-finite` are one name each. */
  #name(): string {
    const { text } = this.#at.advance();
    if (/^(running|batch)_*$/i.test(text) && this.#at.token.kind === 'name' && !isWord(this.#at.token.text)) {
      return `${text} ${this.#at.advance().text}`;
    }
    const finite = this.#at.tokens.at(this.#at.next + 1);
    if (/^non$/i.test(text) && this.#at.is('-') && finite && /^finite$/i.test(finite.text)) {
      this.#at.next += 2;
      return `${text}-${finite.text}`;
    }
    return text;
  }

  /** What stands, separated by commas, between the bracket here and `close`; nothing at all in `()`. */
  #list<T>(close: ')' | ']', item: () => T): readonly T[] {
    this.#at.next++;
    const items: T[] = [];
    if (close === ')' && this.#at.take(')')) return items;
    do items.push(item());
    while (this.#at.take(','));
    this.#at.expect(close);
    return items;
  }

  #grouped(inside: () => Node, close: string): Node {
    this.#at.next++;
    const node = this.#at.deeper(inside);
    this.#at.expect(close);
    return node;
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
