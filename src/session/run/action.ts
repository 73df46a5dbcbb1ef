import type { Mode } from '../../engine/index.js';
import type { LayerChanges, ProgramSettings, TensorPath } from '../program/index.js';
import type { ExpectedValues } from './stepsWithExpected.js';
import type { Severity } from '../severity.js';
import type { Direction } from './stop.js';

/** Runs on, or back, to what comes first of these, otherwise to the program's end, or its start. */
export interface RunAction {
  readonly kind: 'run';
  readonly direction: Direction;
  /** The end of this pass, from 0. */
  readonly pass?: number;
  /** This step of the program. */
  readonly step?: number;
  /** The end of a pass at which this holds, in words of `expressions`. */
  readonly condition?: string;
  /** From which time on that it holds, counted from the program's start. Default 1. */
  readonly hits?: number;
  /** The end of the pass at which a finding of this severity, or a worse one, is first certain. */
  readonly finding?: Severity;
  /** Whether the breakpoints of a debug session stop it, too: inside a pass as well. */
  readonly breaks?: true;
}

/** Everything that changes a session. The panel, the commands and the debug adapter all send these. */
export type Action =
  /** Runs the program's next pass if it has this mode; otherwise inserts a pass of this mode on the coming batch. At the end: appends one; Train takes the batches in order again, Eval the batch last evaluated, or last run. */
  | { readonly kind: 'pass'; readonly mode: Mode }
  | { readonly kind: 'stepBack' }
  /** Enters the next pass, or runs the stage that is next. */
  | { readonly kind: 'stepInto' }
  /** Runs the program's next pass, whichever it is, or the stage that is next. Breakpoints as for a run. */
  | { readonly kind: 'stepOver'; readonly breaks?: true }
  | { readonly kind: 'runAll' }
  | RunAction
  | { readonly kind: 'reset' }
  /** Runs the rest of the pass that the cursor is in. Where breakpoints stop it, and it is in none: of the program. */
  | { readonly kind: 'stepOut'; readonly breaks?: true }
  /** Moves the cursor so that `pass` (from 0) is the one shown; computes up to it where needed. null: before the first. With a stage: into the pass, before that one. */
  | { readonly kind: 'goTo'; readonly pass: number | null; readonly stage?: number }
  /** Before the first pass of this step of the program, or of what follows it. */
  | { readonly kind: 'goTo'; readonly step: number }
  /** Changes the layer; the history is computed again. Only what is present changes. */
  | { readonly kind: 'configure'; readonly settings: ProgramSettings }
  /** Adds train passes for these tensors at the end, files as URIs; `replace` makes them the whole program. */
  | { readonly kind: 'addBatches'; readonly uris: readonly TensorPath[]; readonly replace?: boolean }
  | { readonly kind: 'split'; readonly batchSize: number }
  | { readonly kind: 'removePass'; readonly pass: number }
  /** Sets something before `pass` (from 0; the number of passes: after the last). What there was stays beside it, as a branch. */
  | { readonly kind: 'set'; readonly pass: number; readonly values: LayerChanges }
  | { readonly kind: 'switchBranch'; readonly name: string }
  | { readonly kind: 'removeBranch'; readonly name: string }
  /** Reads another part of items that are no real numbers, wherever the program reads `from`. */
  | { readonly kind: 'choosePart'; readonly from: string; readonly part: string }
  /** What is expected of `pass` (from 0), in addition to what is; files as URIs. */
  | { readonly kind: 'expect'; readonly pass: number; readonly values: ExpectedValues }
  /** The tolerances of every step that expects something. */
  | { readonly kind: 'tolerate'; readonly rtol: number; readonly atol: number }
  /** Nothing but that the files that come with it may be read from now on. */
  | { readonly kind: 'allow' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  /** Reads the files again and computes everything again: after an error, or when a file has changed. */
  | { readonly kind: 'reload'; readonly notice?: string };
