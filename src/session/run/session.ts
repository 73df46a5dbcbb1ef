import type { Layer, LayerState } from '../../engine/index.js';
import type { PlannedPass, Program } from '../program/index.js';
import type { PassRecord } from '../records/index.js';

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
  /** As the program begins; steps may set it otherwise: a record has the layer of its pass. */
  readonly layer: Layer;
  /** Of the first batch that can be normalized, which layer and state fit. */
  readonly shape: readonly number[];
  readonly initial: LayerState;
  /** The initial state before it was rounded to what the layer keeps its running values in; absent where it is the same. */
  readonly given?: LayerState;
  readonly plan: readonly PlannedPass[];
  /** The step of the program that each planned pass comes from. */
  readonly stepOfPass: readonly number[];
  readonly passes: readonly PassRecord[];
  /** What was noticed of the program's files that is no reason to stop: a recording that is still being written. Absent: nothing. */
  readonly notices?: readonly string[];
  readonly cursor: Cursor;
  /** What findings are judged by where the user has set it; absent: the defaults. */
  readonly thresholds?: FindingThresholds;
}

/** By the ids of rules and the names of their thresholds; false: the rule is switched off. */
export type FindingThresholds = Readonly<Partial<Record<string, Readonly<Partial<Record<string, number>>> | false>>>;
