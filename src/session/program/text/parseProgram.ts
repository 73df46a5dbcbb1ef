import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import * as v from 'valibot';
import { FormatError, printable, type Refusal } from '../../../formats/index.js';
import { firstAmbiguity } from './ambiguity.js';
import { misplacedParameter } from '../layer/misplacedParameter.js';
import type { Program } from '../program.js';
import { programSchema } from './programSchema.js';

/**
 * Reads the text of a `*.bn.json`: JSON with comments and trailing commas.
 * @throws FormatError naming file, line, column, and what was expected there.
 */
export function parseProgram(text: string, file: string): Program {
  const refuse = (offset: number, problem: string, expected?: string, found?: string) =>
    new FormatError({
      file,
      place: placeOf(text, offset),
      problem,
      ...(expected !== undefined && { expected }),
      ...(found !== undefined && { found }),
    });
  const errors: ParseError[] = [];
  const root = treeOf(text, errors);
  if (root === 'too deep') throw refuse(0, 'it is nested too deeply');
  const syntax = errors.at(0);
  if (text.trim() === '') throw refuse(0, 'the file is empty', PROGRAM);
  if (syntax) throw refuse(syntax.offset, wordsOf(printParseErrorCode(syntax.error)));
  if (root?.type !== 'object') throw refuse(root?.offset ?? 0, 'this is no program', PROGRAM, root?.type);
  const ambiguity = firstAmbiguity(root);
  if (ambiguity) throw refuse(ambiguity.offset, ambiguity.problem);
  return validProgram(getNodeValue(root) as unknown, file, (path) => {
    for (let length = path.length; length > 0; length--) {
      const node = findNodeAtLocation(root, [...path.slice(0, length)]);
      if (node) return placeOf(text, node.offset);
    }
    return placeOf(text, root.offset);
  });
}

const PROGRAM = 'an object with "steps"';

/** The parser recurses; nothing that people write exhausts its stack. */
function treeOf(text: string, errors: ParseError[]): Node | undefined | 'too deep' {
  try {
    return parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  } catch (error) {
    if (error instanceof RangeError) return 'too deep';
    throw error;
  }
}

/**
 * A program from a value that came from anywhere.
 * @param placeAt says where in the file a path into the value is; without it the path itself is the place
 * @throws FormatError
 */
export function validProgram(
  value: unknown,
  file: string,
  placeAt?: (path: readonly (string | number)[]) => string,
): Program {
  const result = v.safeParse(programSchema, value);
  if (result.success) {
    const parsed = { ...result.output };
    delete parsed.$schema;
    const program = parsed as Program;
    const misplaced = misplacedParameter(program);
    if (!misplaced) return program;
    const { name, problem, expected } = misplaced;
    const place = placeAt?.(['state', name]) ?? `state.${name}`;
    throw new FormatError({ file, place, problem, expected, found: `"${name}"` });
  }
  const issue = deepest(result.issues);
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  const { problem, ...detail } = describe(issue, path);
  throw new FormatError({ file, place: placeAt?.(path) ?? 'program', problem, ...detail });
}

function describe(issue: Issue, path: readonly (string | number)[]): Pick<Refusal, 'problem' | 'expected' | 'found'> {
  const joined = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  const name = printable(joined.replace(/^\./, ''), 200) || 'the program';
  if (issue.expected === 'never') return { problem: `${name} is not something a program has` };
  // valibot names the key where it misses one.
  if (issue.received === 'undefined') return { problem: `${name} is missing` };
  return {
    problem: `${name} is wrong`,
    expected: issue.expected ?? issue.message,
    found: printable(issue.received, 80),
  };
}

type Issue = v.BaseIssue<unknown>;

/** Of a union's branches the one that got furthest: what is wrong inside it says more than that none fits. */
function deepest(issues: readonly Issue[]): Issue {
  const [first] = issues;
  const inner = issues.flatMap((issue) => issue.issues ?? []);
  if (inner.length === 0) return first;
  const depth = (issue: Issue) => issue.path?.length ?? 0;
  const candidate = inner.reduce((best, issue) => (depth(issue) > depth(best) ? issue : best));
  if (depth(candidate) === 0) return first;
  const found = deepest([candidate]);
  return { ...found, path: [...(first.path ?? []), ...(found.path ?? [])] as unknown as NonNullable<Issue['path']> };
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** `ValueExpected` -> `value expected` */
function wordsOf(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
