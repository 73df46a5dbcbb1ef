import * as v from 'valibot';
import { printable, type Refusal } from '../../../formats/index.js';
import { misplacedParameter } from '../layer/misplacedParameter.js';
import type { ModelProgram, Program } from '../program.js';
import { nearestName } from './nearestName.js';
import { entriesOf, schemaAt } from './oneOf.js';
import { fileSchema, hasLayers } from './programSchema.js';
import { pathText } from './pathText.js';
import type { ProgramPath } from './sourceMap.js';

/** What keeps a value from being a program, and where in it. */
export interface ValueProblem extends Pick<Refusal, 'problem' | 'expected' | 'found'> {
  readonly path: ProgramPath;
  /** Whether it is the name at the path that is wrong, or what it names. */
  readonly of: 'name' | 'value';
}

export type CheckedProgram =
  | { readonly program: Program; readonly problems: readonly [] }
  | { readonly model: ModelProgram; readonly problems: readonly [] }
  | { readonly problems: readonly [ValueProblem, ...ValueProblem[]] };

/** A program with a name that is none in it says so once for each, and this often at most. */
const mostNames = 100;

/** A program or a model, or all that keeps a value from being one: names that it cannot have, then values, each in order. */
export function checkProgram(value: unknown): CheckedProgram {
  const { names, misspelt, rest } = unknownNames(value);
  const result = v.safeParse(fileSchema, rest);
  const isMeant = (path: ProgramPath) => misspelt.some((owner) => isSame(owner, path));
  const [first, ...others] = [
    ...names,
    ...(result.issues ?? [])
      // Of an object whose name is misspelt, that name is not missing besides.
      .filter((issue) => !isUnknown(issue))
      .filter((issue) => !isMissing(issue) || !isMeant(pathOf(issue).slice(0, -1)))
      .map(wrongValue),
  ] as readonly (ValueProblem | undefined)[];
  if (first) return { problems: [first, ...(others as ValueProblem[])] };
  const parsed = { ...(result.output as (Program | ModelProgram) & { $schema?: string }) };
  delete parsed.$schema;
  // Layers' own programs are checked for it where they are opened.
  if (isModel(parsed)) return { model: parsed, problems: [] };
  const program: Program = parsed;
  const misplaced = misplacedParameter(program);
  if (!misplaced) return { program, problems: [] };
  const { path, problem, expected } = misplaced;
  return { problems: [{ path, of: 'name', problem, expected, found: `"${path.at(-1) ?? ''}"` }] };
}

function isModel(value: Program | ModelProgram): value is ModelProgram {
  return hasLayers(value);
}

interface UnknownNames {
  readonly names: readonly ValueProblem[];
  /** Objects that have a name which is like one that may be there. */
  readonly misspelt: readonly ProgramPath[];
  /** The value without those names. */
  readonly rest: unknown;
}

/** Names that no program has where they stand. */
function unknownNames(value: unknown): UnknownNames {
  const names: ValueProblem[] = [];
  const misspelt: ProgramPath[] = [];
  let rest = value;
  while (names.length < mostNames) {
    // Of each object valibot tells the first: without that it tells the next.
    const issues = v.safeParse(fileSchema, rest).issues?.filter(isUnknown) ?? [];
    if (issues.length === 0) break;
    for (const issue of issues.slice(0, mostNames - names.length)) {
      const path = pathOf(issue);
      const owner = path.slice(0, -1);
      const schema = schemaAt(fileSchema, value, owner);
      const meant = schema && nearestName(String(path.at(-1)), Object.keys(entriesOf(schema)));
      if (meant !== null) misspelt.push(owner);
      names.push({ path, of: 'name', problem: `${pathText(path)} is not something a program has${hintOf(meant)}` });
      rest = without(rest, path);
    }
  }
  return { names, misspelt, rest };
}

function hintOf(meant: string | null): string {
  return meant === null ? '' : `: did you mean "${meant}"?`;
}

type Issue = v.BaseIssue<unknown>;

function wrongValue(issue: Issue): ValueProblem {
  const path = pathOf(issue);
  const name = pathText(path);
  if (isMissing(issue)) return { path, of: 'value', problem: `${name} is missing` };
  // A picklist's choices, as valibot writes them.
  const choices = Array.from(issue.expected?.matchAll(/"([^"]*)"/g) ?? [], ([, choice]) => choice);
  const meant = typeof issue.input === 'string' ? nearestName(issue.input, choices) : null;
  return {
    path,
    of: 'value',
    problem: `${name} is wrong${hintOf(meant)}`,
    expected: issue.expected ?? issue.message,
    found: printable(issue.received, 80),
  };
}

const isUnknown = (issue: Issue): boolean => issue.expected === 'never';

/** Of what misses a name valibot gives the path of that name. */
const isMissing = (issue: Issue): boolean => issue.received === 'undefined';

function pathOf({ path = [] as unknown as Issue['path'] }: Issue): ProgramPath {
  return (path ?? []).map(({ key }) => key as string | number);
}

function isSame(a: ProgramPath, b: ProgramPath): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

/** The value without what is at the path; what is around it is copied, the rest is shared. */
function without(value: unknown, [key, ...rest]: ProgramPath): unknown {
  if (Array.isArray(value) && rest.length > 0) return value.with(Number(key), without(value[Number(key)], rest));
  const entries = Object.entries(value as object);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return Object.fromEntries(entries.map(([name, one]) => [name, name === key ? without(one, rest) : (one as unknown)]));
}
