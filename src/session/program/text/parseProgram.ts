import { getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { FormatError, type Refusal } from '../../../formats/index.js';
import { ambiguitiesOf } from './ambiguity.js';
import type { ModelProgram, Program } from '../program.js';
import { placeOf, rangeOfNode, sourceMapOf, type SourceMap, type TextRange } from './sourceMap.js';
import { checkProgram, type ValueProblem } from './valueProblems.js';

/** What is wrong in the text of a program, and where. */
export interface ProgramProblem extends Pick<Refusal, 'problem' | 'expected' | 'found'> {
  readonly range: TextRange;
}

export type ReadProgram =
  | { readonly program: Program; readonly source: SourceMap; readonly problems: readonly [] }
  | { readonly model: ModelProgram; readonly source: SourceMap; readonly problems: readonly [] }
  | { readonly problems: readonly [ProgramProblem, ...ProgramProblem[]] };

/** Reads the text of a `*.bn.json`, JSON with comments and trailing commas: a program or a model, or all its problems in their order. */
export function readProgram(text: string): ReadProgram {
  const errors: ParseError[] = [];
  const root = treeOf(text, errors);
  const whole = { from: 0, to: text.length };
  const start = { from: 0, to: 0 };
  if (root === 'too deep') return { problems: [{ range: start, problem: 'it is nested too deeply' }] };
  if (text.trim() === '') return { problems: [{ range: start, problem: 'the file is empty', expected: PROGRAM }] };
  const syntax = errors.map((error) => ({
    range: rangeOfNode(error),
    problem: wordsOf(printParseErrorCode(error.error)),
  }));
  if (isSome(syntax)) return { problems: syntax };
  if (root?.type !== 'object') {
    const range = root ? rangeOfNode(root) : whole;
    const found = root?.type;
    return { problems: [{ range, problem: 'this is no program', expected: PROGRAM, ...(found && { found }) }] };
  }
  const ambiguities = ambiguitiesOf(root);
  if (isSome(ambiguities)) return { problems: ambiguities };
  const source = sourceMapOf(root);
  const checked = checkProgram(getNodeValue(root));
  if ('program' in checked || 'model' in checked) return { ...checked, source };
  const problems = checked.problems
    .map(({ path, of, ...problem }) => ({
      ...problem,
      range: of === 'name' ? source.nameRangeOf(path) : source.rangeOf(path),
    }))
    .toSorted((a, b) => a.range.from - b.range.from);
  return { problems: problems as [ProgramProblem, ...ProgramProblem[]] };
}

/**
 * Reads the text of a `*.bn.json`.
 * @throws FormatError naming file, line, column, and what was expected there: the first problem.
 */
export function parseProgram(text: string, file: string): Program {
  const parsed = parseFile(text, file);
  if ('program' in parsed) return parsed.program;
  throw aModel(file, parsed.model);
}

/**
 * Reads the text of a `*.bn.json`, of a program or of a model.
 * @throws FormatError as `parseProgram`
 */
export function parseFile(
  text: string,
  file: string,
): { readonly program: Program } | { readonly model: ModelProgram } {
  const read = readProgram(text);
  if ('program' in read) return { program: read.program };
  if ('model' in read) return { model: read.model };
  const [{ range, ...problem }] = read.problems;
  throw new FormatError({ file, place: placeOf(text, range.from), ...problem });
}

function aModel(file: string, { layers }: ModelProgram): FormatError {
  return new FormatError({
    file,
    place: 'layers',
    problem: 'it is a model, whose layers have programs of their own',
    expected: 'a program with "steps"',
    found: `${layers.length} layers`,
    advice: 'Open the program of one of its layers, or report on the model as a whole.',
    choose: 'layer',
  });
}

/**
 * A program from a value that came from anywhere.
 * @throws FormatError whose place is the path in the value
 */
export function validProgram(value: unknown, file: string): Program {
  const valid = validFile(value, file);
  if ('program' in valid) return valid.program;
  throw aModel(file, valid.model);
}

/** A program or a model likewise. @throws FormatError whose place is the path in the value */
export function validFile(
  value: unknown,
  file: string,
): { readonly program: Program } | { readonly model: ModelProgram } {
  const checked = checkProgram(value);
  if ('program' in checked) return { program: checked.program };
  if ('model' in checked) return { model: checked.model };
  throw new FormatError({ file, ...refusalOf(checked.problems[0]) });
}

function refusalOf({ path, of, ...problem }: ValueProblem): Omit<Refusal, 'file'> {
  return { ...problem, place: of === 'name' && path.length > 1 ? path.join('.') : 'program' };
}

const PROGRAM = 'an object with "steps" or "layers"';

/** The parser recurses; nothing that people write exhausts its stack. */
function treeOf(text: string, errors: ParseError[]): Node | undefined | 'too deep' {
  try {
    return parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  } catch (error) {
    if (error instanceof RangeError) return 'too deep';
    throw error;
  }
}

function isSome<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}

/** `ValueExpected` -> `value expected` */
function wordsOf(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
