/** What is wrong with an expression: `problem` alone, or what was expected and what was found, or all three. */
export interface ExpressionProblem {
  readonly problem?: string;
  readonly expected?: string;
  readonly found?: string;
}

/** An expression that is refused, or that cannot be evaluated here. The message reads `column 7: expected …, found …`. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** Offset of the culprit in the text, from 0; the text's length where the end came too early. */
  readonly position: number;
  readonly expected: string | undefined;
  readonly found: string | undefined;

  constructor(position: number, { problem, expected, found }: ExpressionProblem) {
    const detail = [expected && `expected ${expected}`, found && `found ${found}`].filter(Boolean).join(', ');
    const all = problem && detail ? `${problem} (${detail})` : (problem ?? detail);
    super(`column ${position + 1}: ${all}`);
    this.position = position;
    this.expected = expected;
    this.found = found;
  }
}
