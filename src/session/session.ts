import type { Layer, LayerState, Mode, Moments } from '../engine/index.js';
import type { Program } from './program.js';

/** A batch: a tensor file, or some entries of its axis 0. */
export interface Batch {
  readonly uri: string;
  /** What people see: `batch_003.npy`, or `all.npy [32:64]` where the file is cut. */
  readonly label: string;
  readonly rows?: { readonly start: number; readonly count: number };
  /** Several files taken as one, along axis 0: the ranks of synchronized training. `uri` is the first one's. */
  readonly parts?: readonly Batch[];
}

/** One pass of the program, before it is run. Globs and batch sizes are already expanded. */
export interface PlannedPass {
  readonly mode: Mode;
  readonly batch: Batch;
  readonly expect?: { readonly uri: string; readonly rtol: number; readonly atol: number };
  readonly gradOutput?: { readonly uri: string };
  /** A train pass that normalizes by its own statistics and leaves the running values, as ranks but the first do. */
  readonly keepsState?: true;
}

/** A pass that ran. The output is not kept: it is computed again for the slice that is looked at. */
export interface ComputedPass {
  readonly kind: 'computed';
  readonly plan: PlannedPass;
  readonly shape: readonly number[];
  readonly moments: Moments;
  readonly before: LayerState;
  readonly after: LayerState;
  readonly expect?: Comparison;
}

/** The output against the expected one, as numpy.allclose compares. */
export interface Comparison {
  readonly passed: boolean;
  /** Largest |output − expected|; NaN where one of them is NaN alone or in both, and where there is nothing to compare. */
  readonly maxAbsError: number;
  /** Why there is nothing to compare: the file is refused, or has another shape. */
  readonly problem?: string;
}

/** A pass that could not run: the state stays as before, and the passes after it still run. */
export interface RefusedPass {
  readonly kind: 'refused';
  readonly plan: PlannedPass;
  readonly error: string;
  /** Where the batch could be read at all. */
  readonly shape?: readonly number[];
  readonly moments?: Moments;
  readonly before: LayerState;
  readonly after: LayerState;
}

export type PassRecord = ComputedPass | RefusedPass;

/**
 * Where the user stands. `pass` passes are behind the cursor; `stage` is null between passes, otherwise the index of
 * the stage of pass `pass` (counted from 0) that runs next.
 */
export interface Cursor {
  readonly pass: number;
  readonly stage: number | null;
}

/**
 * The debugger's model: immutable; a step returns a new Session. `passes` is the computed beginning of `plan`, and may
 * reach beyond the cursor: stepping back moves the cursor and keeps what was computed.
 */
export interface Session {
  readonly program: Program;
  readonly layer: Layer;
  readonly initial: LayerState;
  readonly plan: readonly PlannedPass[];
  readonly passes: readonly PassRecord[];
  readonly cursor: Cursor;
}
