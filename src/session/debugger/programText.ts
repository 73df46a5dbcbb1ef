import { readProgram, type PlannedPass, type Program, type SourceMap, type TextRange } from '../program/index.js';
import type { Session } from '../run/index.js';

/** The text that a debugger shows a program in, and what of it each pass comes from. */
export interface ProgramText {
  readonly text: string;
  /** The step of the text that a pass comes from, whatever was set or inserted since. */
  stepOf(session: Session, pass: number): number;
  /** Of a step; of its number of steps: the end of all. */
  rangeOf(step: number): TextRange;
  /** The step that is on a line, from 1, or the next one below; null: none is. @param column from 1, where it matters */
  stepAt(line: number, column?: number): number | null;
  /** From 1. */
  positionOf(offset: number): { readonly line: number; readonly column: number };
}

/**
 * The text of a session's program: its file's, or for a program that has none, one that says the same.
 * @param text of its file, where it has one; what cannot be read any more is taken as if it had none
 */
export function programTextOf(session: Session, text: string | null): ProgramText {
  const read = text === null ? undefined : readProgram(text);
  if (text !== null && read && 'program' in read) return sourceText(text, read.program, read.source, session);
  const own = `${JSON.stringify(session.program, null, 2)}\n`;
  const again = readProgram(own);
  if (!('program' in again))
    throw new RangeError(`The program has no text: ${again.problems[0]?.problem ?? 'it is a model'}`);
  return sourceText(own, again.program, again.source, session);
}

/** Whether a text says what a session runs. */
export function isTextOf(text: string, { program }: Session): boolean {
  const read = readProgram(text);
  return 'program' in read && orderedText(read.program) === orderedText(program);
}

/** The same for values that say the same, in whatever order. */
function orderedText(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

function sourceText(text: string, program: Program, source: SourceMap, origin: Session): ProgramText {
  const { plan, stepOfPass } = origin;
  const starts = lineStartsOf(text);
  const positionOf = (offset: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low] + 1 };
  };
  const rangeOf = (step: number): TextRange => {
    if (step < program.steps.length) return source.rangeOfStep(step);
    const { to } = source.rangeOf(['steps']);
    return { from: to - 1, to };
  };
  const lines = program.steps.map((_, step) => {
    const { from, to } = rangeOf(step);
    return { first: positionOf(from), last: positionOf(to - 1) };
  });
  const aligned = new WeakMap<readonly PlannedPass[], readonly number[]>();
  return {
    text,
    rangeOf,
    positionOf,
    stepOf: (session, pass) => {
      if (pass >= session.plan.length) return program.steps.length;
      const known = aligned.get(session.plan) ?? originsOf(session.plan, plan).map((origin) => stepOfPass[origin]);
      aligned.set(session.plan, known);
      return known[pass];
    },
    stepAt: (line, column) => {
      const on = lines.flatMap(({ first, last }, step) => (first.line <= line && line <= last.line ? [step] : []));
      const inColumn = on.findLast((step) => column !== undefined && column >= lines[step].first.column);
      if (on.length > 0) return inColumn ?? on[0];
      const below = lines.findIndex(({ first }) => first.line > line);
      return below < 0 ? null : below;
    },
  };
}

/** The pass of `origin` that each pass of a plan was: the next one of its batch and mode; what was inserted is with the one before. */
function originsOf(plan: readonly PlannedPass[], origin: readonly PlannedPass[]): readonly number[] {
  if (plan === origin) return [...plan.keys()];
  const places = new Map<string, number[]>();
  for (const index of [...origin.keys()].reverse()) {
    const key = keyOf(origin[index]);
    const others = places.get(key);
    if (others) others.push(index);
    else places.set(key, [index]);
  }
  let next = 0;
  return plan.map((pass) => {
    // The nearest comes last.
    const ahead = places.get(keyOf(pass)) ?? [];
    while (ahead.length > 0 && ahead[ahead.length - 1] < next) ahead.pop();
    const found = ahead.pop();
    if (found === undefined) return Math.max(0, next - 1);
    next = found + 1;
    return found;
  });
}

function keyOf({ mode, batch }: PlannedPass): string {
  return `${mode} ${batch.uri} ${batch.label}`;
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
