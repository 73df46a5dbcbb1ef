import type { Severity } from '../severity.js';

/** Something wrong or risky that the debugger noticed, with its evidence. */
export interface Finding {
  /** Stable id: `non-finite-input`. */
  readonly rule: string;
  readonly severity: Severity;
  /** Pass where it begins and pass where it ends, counted from 0; −1: in the state before the first. */
  readonly pass: number;
  readonly lastPass: number;
  /** The pass at whose end it was first certain. */
  readonly known: number;
  /** Absent: all channels, or those in `channels`. */
  readonly channel?: number;
  /** The channels of a finding that speaks for many; first the one that its sentence names. */
  readonly channels?: Uint32Array;
  /** A word or two for a chart label and the list's right side: `NaN`, `constant`, `not settled`. */
  readonly label: string;
  /** One sentence: what, numbers, consequence. */
  readonly message: string;
  /** An imperative: what to do about it. */
  readonly remedy: string;
  /** Sorts findings of one severity, largest first: the distance d that it costs; Infinity where a value is NaN. */
  readonly weight: number;
  /** What it explains, and what therefore does not stand beside it; absent: nothing. */
  readonly follows?: readonly Consequence[];
}

/** What one rule would have told if there were no cause for it. */
export interface Consequence {
  readonly rule: string;
  /** The other layer that it is told of, where it is one. */
  readonly layer?: string;
  /** Where it begins. */
  readonly pass: number;
  /** Absent: all. */
  readonly channels?: Uint32Array;
}
