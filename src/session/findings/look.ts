import { batchShare, type LayerState } from '../../engine/index.js';
import { hasTrained, type InitialShare, type PassRecord } from '../records/index.js';
import { batchStatistics, type BatchStatistics } from './batchStatistics.js';
import { channelGaps, roomForGaps, type ChannelGaps } from './channelGaps.js';
import type { RecordedMove } from './recordedMove.js';
import type { Trained } from './usual.js';

/** One pass as the rules look at it. */
export interface Look {
  /** Counted from 0. */
  readonly pass: number;
  readonly record: PassRecord;
  /** What the running values began with. */
  readonly start: RunningStart;
  /** What is left of their origin when it is over. */
  readonly share: InitialShare;
  /**
   * How far its batch lies from the running values; null for a refused pass and without running values. They stand in memory
   * that the next pass with gaps uses again: of an earlier pass a rule keeps what it needs.
   */
  readonly gaps: ChannelGaps | null;
  /** Null where the pass was refused. */
  readonly batch: BatchStatistics | null;
  /** The batches of the train passes before this one. */
  readonly trained: Trained;
  /** What the process had, where it was recorded or is expected. */
  readonly recorded: RecordedMove | null;
  /** Share of the batch in the running values that the pass left, 0 to 1; 0 where it left them alone. */
  readonly taken: number;
}

/** Running values that were given, and not left by a pass. */
export interface RunningStart {
  readonly state: LayerState;
  /** The pass before which they were set; −1: before the first, by the program's own state. */
  readonly pass: number;
  /** What the share is of: the state itself, or the convention's own start where the state still holds a part of that. */
  readonly origin: LayerState;
}

/** `The initial running mean`, or `The running mean set before pass 13`. */
export function startText(what: string, pass: number): string {
  return pass < 0 ? `The initial ${what}` : `The ${what} set before pass ${pass + 1}`;
}

/** The memory that the gaps of one pass after another are measured in. */
export class GapsRoom {
  #last: ChannelGaps | null = null;

  readonly of = (groups: number): ChannelGaps =>
    (this.#last = this.#last?.gap.length === groups ? this.#last : roomForGaps(groups));
}

/** Measures what several rules read when the first one does. */
export class PassLook implements Look {
  #gaps: ChannelGaps | null | undefined;
  #batch: BatchStatistics | null | undefined;

  constructor(
    readonly pass: number,
    readonly record: PassRecord,
    readonly start: RunningStart,
    readonly share: InitialShare,
    readonly trained: Trained,
    readonly recorded: RecordedMove | null,
    private readonly room: GapsRoom,
  ) {}

  get gaps(): ChannelGaps | null {
    if (this.#gaps !== undefined) return this.#gaps;
    return (this.#gaps = channelGaps(this.start.origin, this.record, this.share.weight, this.room.of));
  }

  get taken(): number {
    const { record } = this;
    if (!hasTrained(record) || !record.moments || record.layer.convention.updates === 'never') return 0;
    return batchShare(record.layer.convention, record.before, record.after, record.moments.count);
  }

  get batch(): BatchStatistics | null {
    return this.#batch === undefined ? (this.#batch = batchStatistics(this.record)) : this.#batch;
  }
}
