import type { Mode } from '../../engine/index.js';
import type { Action } from '../run/index.js';

/** A text that frames and breakpoints are in: the program's own, or the algorithm of a mode. */
export type SourceKey = 'program' | Mode;

/** Inside a pass, or between two. */
export type FrameKind = 'stage' | 'pass';

/** Lines and columns count from 1. */
export interface DebugFrame {
  readonly kind: FrameKind;
  readonly source: SourceKey;
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Why it stopped where it is. */
export interface DebugStop {
  readonly reason: 'breakpoint' | 'data breakpoint' | 'exception' | 'pause' | 'start' | 'end';
  /** Of the breakpoints that did. */
  readonly ids: readonly number[];
  /** Of a finding: its sentence and what to do, and its rule. */
  readonly text?: string;
  readonly rule?: string;
}

export interface BreakpointCondition {
  /** As for `untilCondition`. */
  readonly condition?: string;
  /** `3`: the third time; `>= 3`, `> 3`, `< 3`, `<= 3`, `% 3`: every third. Counted from the program's start. */
  readonly hits?: string;
  /** Says this in the place of stopping; what is in braces is evaluated. */
  readonly log?: string;
}

export interface LineBreakpoint extends BreakpointCondition {
  readonly id: number;
  readonly line: number;
  readonly column?: number;
}

/** Stops behind a pass that changes a value of a channel: `running_mean[3]`. */
export interface DataBreakpoint extends Pick<BreakpointCondition, 'hits'> {
  readonly id: number;
  readonly name: string;
  /** A number: changes of at most so much do not count. `> 0.5`: only where that begins to hold. Or a condition. */
  readonly condition?: string;
}

/** Whether a breakpoint can stop anything, and where it is. */
export interface BreakpointState {
  readonly id: number;
  readonly line?: number;
  readonly endLine?: number;
  /** Why it cannot. */
  readonly problem?: string;
}

/** A value that has a name, or a part of it: `x[:, 3]`. */
export interface VariablePath {
  /** As expressions have it. */
  readonly expression: string;
  /** Which frame it is of. */
  readonly frame: FrameKind;
  /** An index along each axis; null: all of it, or of those that are left. */
  readonly indices: readonly (number | null)[];
}

export interface DebugVariable {
  readonly name: string;
  readonly value: string;
  /** `float64 [64]` */
  readonly type: string;
  /** What to ask for its elements by; absent: it has none. */
  readonly path?: VariablePath;
  readonly count?: number;
  /** As one writes it in an expression. */
  readonly expression?: string;
  readonly canSet: boolean;
}

export interface DebugScope {
  readonly name: string;
  readonly variables: readonly DebugVariable[];
}

export interface GotoTarget {
  readonly label: string;
  readonly line: number;
  /** What goes there. */
  readonly action: Action & { readonly kind: 'goTo' };
}

/** What a debugger asks about a session, and what it is answered. All of it is about the session as it was last told of. */
export interface DebugRequests {
  /**
   * The program's text; `isOther`: the session has been changed since, and is not that of the text, which is left then
   * unless the debugging begins.
   */
  attach: {
    readonly request: { readonly text: string | null; readonly begins: boolean };
    readonly result: { readonly isOther: boolean };
  };
  stack: {
    readonly request: null;
    readonly result: {
      readonly frames: readonly DebugFrame[];
      readonly stop: DebugStop | null;
      /** Whether nothing comes any more. */
      readonly isAtEnd: boolean;
    };
  };
  source: { readonly request: SourceKey; readonly result: string };
  breakpoints: {
    readonly request: { readonly source: SourceKey; readonly breakpoints: readonly LineBreakpoint[] };
    readonly result: readonly BreakpointState[];
  };
  /** As a data breakpoint has it what an expression says; null: that cannot be watched. */
  watchable: { readonly request: string; readonly result: { readonly name: string | null; readonly text: string } };
  dataBreakpoints: { readonly request: readonly DataBreakpoint[]; readonly result: readonly BreakpointState[] };
  /** Severities and ids of rules whose findings stop it. */
  findings: { readonly request: readonly string[]; readonly result: null };
  scopes: { readonly request: FrameKind; readonly result: readonly DebugScope[] };
  children: {
    readonly request: { readonly path: VariablePath; readonly start: number; readonly count: number };
    readonly result: readonly DebugVariable[];
  };
  /** @param frame null: the innermost that there is */
  evaluate: {
    readonly request: { readonly expression: string; readonly frame: FrameKind | null };
    readonly result: DebugVariable;
  };
  /** What sets a variable, or an element of it, to what an expression says. Frames likewise. */
  change: {
    readonly request: { readonly expression: string; readonly value: string; readonly frame: FrameKind | null };
    readonly result: Action & { readonly kind: 'set' };
  };
  targets: {
    readonly request: { readonly source: SourceKey; readonly line: number };
    readonly result: readonly GotoTarget[];
  };
}

export type DebugName = keyof DebugRequests;
export type DebugRequest<K extends DebugName = DebugName> = DebugRequests[K]['request'];
export type DebugResult<K extends DebugName = DebugName> = DebugRequests[K]['result'];
