import type { DebugProtocol as Protocol } from '@vscode/debugprotocol';
import type { Action } from '../../protocol/index.js';
import type {
  BreakpointState,
  DataBreakpoint,
  DebugFrame,
  DebugResult,
  DebugScope,
  DebugVariable,
  FrameKind,
  LineBreakpoint,
} from '../../session/index.js';
import type { Requests } from './endpoint.js';
import type { References } from './references.js';

/** What moves a program, in the session's words. */
export const moves = {
  next: { kind: 'stepOver', breaks: true },
  stepIn: { kind: 'stepInto' },
  stepOut: { kind: 'stepOut', breaks: true },
  continue: { kind: 'run', direction: 'forward', breaks: true },
  stepBack: { kind: 'stepBack' },
  reverseContinue: { kind: 'run', direction: 'backward', breaks: true },
} as const satisfies Partial<Record<keyof Requests, Action>>;

/** The protocol's numbers of the two frames that there can be. */
const frameIds = { stage: 1, pass: 2 } as const;

/** None: the innermost. */
export function frameOfId(id: number): FrameKind;
export function frameOfId(id: number | undefined): FrameKind | null;
export function frameOfId(id: number | undefined): FrameKind | null {
  if (id === undefined) return null;
  return id === frameIds.stage ? 'stage' : 'pass';
}

export function stackFrameOf(
  { kind, name, line, column, endLine, endColumn }: DebugFrame,
  source: Protocol.Source,
): Protocol.StackFrame {
  return { id: frameIds[kind], name, source, line, column, endLine, endColumn };
}

export function scopeOf({ name, variables }: DebugScope, references: References): Protocol.Scope {
  const variablesReference = references.ofScope(variables);
  return { name, variablesReference, namedVariables: variables.length, expensive: false };
}

/** What VS Code's menus know an array by. */
export const arrayContext = 'batchNormArray';

export function variableOf(variable: DebugVariable, references: References): Protocol.Variable {
  const { name, value, type, expression, count, canSet } = variable;
  const variablesReference = references.ofVariable(variable);
  return {
    name,
    value,
    type,
    variablesReference,
    ...(variablesReference > 0 && { indexedVariables: count ?? 0 }),
    ...(expression !== undefined && { evaluateName: expression }),
    ...(!canSet && { presentationHint: { attributes: ['readOnly'] } }),
    // Not part of the protocol: VS Code reads it.
    ...(variablesReference > 0 && { __vscodeVariableMenuContext: arrayContext }),
  };
}

export function conditionOf(given: Protocol.SourceBreakpoint): Omit<LineBreakpoint, 'id'> {
  const { line, column, condition, hitCondition, logMessage } = given;
  return {
    line,
    ...(column !== undefined && { column }),
    ...(isSome(condition) && { condition }),
    ...(isSome(hitCondition) && { hits: hitCondition }),
    ...(isSome(logMessage) && { log: logMessage }),
  };
}

export function dataBreakpointOf(
  { dataId, condition, hitCondition }: Protocol.DataBreakpoint,
  id: number,
): DataBreakpoint {
  return {
    id,
    name: dataId,
    ...(isSome(condition) && { condition }),
    ...(isSome(hitCondition) && { hits: hitCondition }),
  };
}

/** @param place what its message begins with: a file and `, line `, or what is watched */
export function breakpointOf(
  { id, line, endLine, problem }: BreakpointState,
  place: string,
  source?: Protocol.Source,
): Protocol.Breakpoint {
  const where = source ? `${place}${line ?? '?'}: ` : place;
  return {
    id,
    verified: problem === undefined,
    ...(problem !== undefined && { message: `${where}${problem}` }),
    ...(line !== undefined && { line }),
    ...(endLine !== undefined && { endLine }),
    ...(source && { source }),
  };
}

export function dataInfoOf({ name, text }: DebugResult<'watchable'>): Protocol.DataBreakpointInfoResponse['body'] {
  if (name === null) return { dataId: null, description: text };
  return { dataId: name, description: text, accessTypes: ['write'], canPersist: true };
}

function isSome(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
