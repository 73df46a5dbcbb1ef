import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import * as v from 'valibot';
import { FormatError } from '../formats/index.js';
import type { Program } from './program.js';
import { programSchema } from './programSchema.js';

/**
 * Reads the text of a `*.bn.json`: JSON with comments and trailing commas.
 * @throws FormatError naming file, line, column, and what was expected there.
 */
export function parseProgram(text: string, file: string): Program {
  const errors: ParseError[] = [];
  const root: Node | undefined = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  const syntax = errors.at(0);
  if (syntax || !root) {
    const place = placeOf(text, syntax?.offset ?? 0);
    const problem = syntax ? wordsOf(printParseErrorCode(syntax.error)) : 'the file is empty';
    throw new FormatError({ file, place, problem, expected: 'a program: an object with "steps"' });
  }
  return validProgram(getNodeValue(root) as unknown, file, (path) => {
    for (let length = path.length; length >= 0; length--) {
      const node: Node | undefined = findNodeAtLocation(root, [...path.slice(0, length)]);
      if (node) return placeOf(text, node.offset);
    }
    return 'line 1, column 1';
  });
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
    const program = { ...result.output };
    delete program.$schema;
    return program as Program;
  }
  const issue = deepest(result.issues);
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  const name = path.reduce<string>((all, key) => (typeof key === 'number' ? `${all}[${key}]` : `${all}.${key}`), '');
  const isUnknown = issue.expected === 'never';
  throw new FormatError({
    file,
    place: placeAt?.(path) ?? 'program',
    problem: isUnknown
      ? `${name.slice(1)} is not something a program has`
      : `${name.slice(1) || 'the program'} is wrong`,
    ...(issue.expected && !isUnknown ? { expected: issue.expected } : {}),
    ...(isUnknown ? {} : { found: issue.received }),
  });
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
