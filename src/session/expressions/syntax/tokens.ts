import { ExpressionError } from '../expressionError.js';

export interface Token {
  readonly kind: 'number' | 'name' | 'symbol' | 'end';
  /** As it is written; of a symbol in its plain spelling (`<=` for `≤`). */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Characters of a text: far more than a person writes, and few enough that no tree of it is too deep to walk. */
export const longestText = 4000;

const spaces = /\s*/y;
/** Decimal as Python writes it, but `30..40` is a range; hexadecimal, octal and binary integers. */
const numbers = /0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+\-−]?\d+)?/y;
/** `x̂` is a letter and a mark. */
const names = /[\p{L}_][\p{L}\p{M}\p{N}_]*|∞|#/uy;
const symbols = /\|\||&&|\*\*|<=|>=|==|!=|\.\.|[-−–+*/%()[\]|,:<>=≤≥≠]/y;
const plain: ReadonlyMap<string, string> = new Map([
  ['≤', '<='],
  ['≥', '>='],
  ['≠', '!='],
  ['=', '=='],
  ['−', '-'],
]);
const instead: ReadonlyMap<string, string> = new Map([
  ['&', 'and'],
  ['!', 'not'],
  ['~', 'not'],
  ['^', '**'],
]);

/**
 * The words of a text, with an `end` at its end. Reads every character once.
 * @throws ExpressionError where a character means nothing, or the text is longer than `longestText`.
 */
export function tokensOf(text: string): readonly Token[] {
  if (text.length > longestText) {
    throw new ExpressionError(longestText, {
      problem: 'the text is too long',
      expected: `at most ${longestText} characters`,
      found: `${text.length}`,
    });
  }
  const tokens: Token[] = [];
  for (let from = after(spaces, text, 0); from < text.length;) {
    const token = tokenAt(text, from);
    tokens.push(token);
    from = after(spaces, text, token.to);
  }
  tokens.push({ kind: 'end', text: '', from: text.length, to: text.length });
  return tokens;
}

/** What a message calls a token: quoted, and short. */
export function quoted({ kind, text }: Pick<Token, 'kind' | 'text'>): string {
  if (kind === 'end') return 'the end';
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}

function tokenAt(text: string, from: number): Token {
  for (const [kind, pattern] of [
    ['number', numbers] as const,
    ['name', names] as const,
    ['symbol', symbols] as const,
  ]) {
    const to = after(pattern, text, from);
    if (to === from) continue;
    const written = text.slice(from, to);
    return { kind, text: kind === 'symbol' ? (plain.get(written) ?? written) : written, from, to };
  }
  const character = String.fromCodePoint(text.codePointAt(from) ?? 0);
  throw new ExpressionError(from, {
    expected: instead.get(character) ?? 'a name, a number or an operator',
    found: `"${character}"`,
  });
}

/** Where the pattern ends that matches at `from`; `from` where it does not. */
function after(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}
