import type { Convention, DType, Emulation, Mode, NativeCode } from '../../engine/index.js';
import type { Finding } from '../findings/index.js';
import type { Severity } from '../severity.js';
import type { LayoutHint, Program } from '../program/index.js';
import type { Cursor, LastSet } from '../run/index.js';
import type { Expected } from '../records/index.js';
import type { AxisView } from '../views/index.js';

/** What every face (panel, status bar, commands) knows of a session after each change. Small; arrays are typed. */
export interface SessionSnapshot {
  /** Grows with every change; answers that belong to an older one are dropped. */
  readonly revision: number;
  /** Grows where a view may answer otherwise than before; moving over passes that have run changes no answer. */
  readonly numbers: number;
  /** File name, or `12 files`. */
  readonly title: string;
  readonly program: Program;
  readonly settings: SettingsView;
  /** Of the batch that is shown (the next one before the first pass). */
  readonly input: InputView;
  readonly passes: readonly PassSummary[];
  /** The step of the program that each pass comes from. [passes] */
  readonly stepOfPass: readonly number[];
  /** Median of |gap| over the channels after each computed pass, in running σ; NaN for the others. [passes] */
  readonly typicalGap: Float64Array;
  /** Passes that are computed, from the first on. */
  readonly computed: number;
  readonly cursor: Cursor;
  /** The pass that all views show, counted from 0; null before the first. */
  readonly shown: number | null;
  /** What the next Train or Eval of the program will run; null at the end. */
  readonly next: { readonly mode: Mode; readonly batch: string } | null;
  /** What Train and Eval would run if pressed now. */
  readonly trainBatch: string;
  readonly evalBatch: string;
  /** Stage names of the pass that is stepped through, or of the one that comes. */
  readonly stages: readonly string[];
  readonly findings: readonly Finding[];
  /** Undo and redo of program edits. */
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** What this session is called, and those that stay beside it. */
  readonly branches: {
    readonly current: string;
    readonly others: readonly string[];
    /** Of the others, likewise. */
    readonly programs: readonly Program[];
  };
  /** Files of the folder with the same shape that are not in the program: offered on first open. */
  readonly offers: { readonly sameShape: readonly string[] };
  /** Something that happened and stays true: `acts.npy changed on disk and was read again`. */
  readonly notice: string | null;
}

export interface SettingsView {
  readonly conventionKey: string;
  readonly conventionName: string;
  readonly conventions: readonly { readonly key: string; readonly name: string; readonly description: string }[];
  readonly channelAxis: number;
  readonly batchAxis: number;
  readonly eps: number;
  readonly momentum: number | null;
  /** What steps of the program have set otherwise by the pass that comes. */
  readonly set: {
    readonly eps: LastSet<number> | null;
    readonly momentum: LastSet<number | null> | null;
  };
  /** Formula of the two update stages differs by it. */
  readonly momentumWeighs: 'batch' | 'old';
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  /** Sizes of the Linear that makes the outputs of the channels; null where γ and β do, or nothing. */
  readonly linear: { readonly channels: number; readonly outputs: number } | null;
  readonly emulation: Emulation;
  /** How the convention's code computes the variance. */
  readonly varianceAsWritten: Convention['varianceAsWritten'];
  /** Native code that float32 follows; null: the convention's formulas. */
  readonly nativeCode: NativeCode | null;
  /** Whether float32, as the convention's code computes in it, is worth a switch. */
  readonly offersArithmetic: boolean;
}

export interface InputView {
  readonly shape: readonly number[];
  /** Of its file, which may hold it among other passes. */
  readonly axes: readonly AxisView[];
  readonly dtype: DType;
  /** Values per channel. */
  readonly count: number;
  readonly channels: number;
  readonly warnings: readonly string[];
  /** Of items that are no real numbers: what is read of them, and what could be. */
  readonly part?: { readonly chosen: string; readonly choices: readonly string[] };
  readonly hint: LayoutHint;
}

export interface PassSummary {
  readonly mode: Mode;
  readonly batch: string;
  /** The file's. */
  readonly uri: string;
  /** Which tensor of an archive. */
  readonly member?: string;
  readonly status: 'planned' | 'computed' | 'refused';
  readonly error?: string;
  /** Whether the program names an upstream gradient for it. */
  readonly hasUpstream?: true;
  /** Worst severity of the findings that begin here. */
  readonly worst: Severity | null;
  /** Of all that is expected of it what fails first, otherwise the first. */
  readonly expect?: { readonly of: Expected; readonly passed: boolean; readonly maxAbsError: string };
}
