import type { Provisional } from '../session/index.js';

/** Progress of the work that is under way. */
export interface Progress {
  /** `reading acts.npy` */
  readonly what: string;
  readonly bytes: number;
  readonly totalBytes: number;
  readonly pass: number;
  readonly passes: number;
  /** Until these bytes are read, at the pace so far; null where that cannot be told yet. */
  readonly secondsLeft: number | null;
  /** What is known of the batch so far; absent where it is read faster than anybody could look. */
  readonly provisional?: ProvisionalStatistics;
}

/** Statistics of the part of a batch that was read, for the first channels; they change until all of it is. */
export interface ProvisionalStatistics extends Omit<Provisional, 'count'> {
  /** All channels of the batch; the arrays may hold fewer. */
  readonly channels: number;
}
