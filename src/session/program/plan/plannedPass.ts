import type { Mode } from '../../../engine/index.js';
import type { LayerChanges, RecordedDType, StateAfter } from '../program.js';

/** A batch: a tensor file, or some entries of its axis 0. */
export interface Batch {
  readonly uri: string;
  /** What people see: `batch_003.npy`, or `all.npy [32:64]` where the file is cut. */
  readonly label: string;
  readonly rows?: { readonly start: number; readonly count: number };
  /** Several files taken as one, along axis 0: the ranks of synchronized training. `uri` is the first one's. */
  readonly parts?: readonly Batch[];
  /** Statistics in the place of values: which pass of the file. */
  readonly recorded?: RecordedPlace;
}

/** A pass of a statistics file. */
export interface RecordedPlace {
  /** Among the passes of the file. */
  readonly index: number;
  /** N, values per channel. */
  readonly count: number;
  /** Of the input; where it was not recorded, one that fits. */
  readonly shape: readonly number[];
  readonly dtype: RecordedDType;
  /** The user's own number. */
  readonly step?: number;
}

export interface RecordedBatch extends Batch {
  readonly recorded: RecordedPlace;
}

/**
 * The passes of a program, in order, and the step that each comes from, as an index into the program's steps. What is set
 * after the last pass is in no plan: it waits in the program for a pass.
 */
export interface Plan {
  readonly plan: readonly PlannedPass[];
  readonly stepOfPass: readonly number[];
  /** What is worth a word and no reason to stop; absent: nothing. */
  readonly notices?: readonly string[];
}

/** As numpy.allclose has them: |found − expected| ≤ atol + rtol · |expected|. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** One pass of the program, before it is run. Globs and batch sizes are already expanded. */
export interface PlannedPass {
  readonly mode: Mode;
  readonly batch: Batch;
  readonly expect?: Tolerance & { readonly uri: string };
  readonly gradOutput?: { readonly uri: string };
  readonly expectGrad?: Tolerance & { readonly uri: string };
  /** Its tensors are strings of `tensorUri`. */
  readonly stateAfter?: Tolerance & { readonly values: StateAfter };
  /** A train pass that normalizes by its own statistics and leaves the running values, as ranks but the first do. */
  readonly keepsState?: true;
  /** What is set before the pass, in order; its tensors are strings of `tensorUri`. It stays set in the passes after it. */
  readonly sets?: readonly LayerChanges[];
  /** The pass as a process had it: its statistics, and the state beside the computed one. The same as `batch` where no values are there. */
  readonly recorded?: RecordedBatch;
  /** Begins with the running values that the process had then. */
  readonly continues?: true;
}
