import type { LayerState } from '../../engine/index.js';
import type { InitialShare, PassRecord } from '../records/index.js';
import { channelGaps, type ChannelGaps } from './channelGaps.js';

/** One pass as the rules look at it. */
export interface Look {
  /** Counted from 0. */
  readonly pass: number;
  readonly record: PassRecord;
  /** What is left of the initial running values when it is over. */
  readonly share: InitialShare;
  /** How far its batch lies from the running values; null for a refused pass and without running values. */
  readonly gaps: ChannelGaps | null;
}

/** Measures what several rules read when the first one does. */
export class PassLook implements Look {
  #gaps: ChannelGaps | null | undefined;

  constructor(
    readonly pass: number,
    readonly record: PassRecord,
    readonly share: InitialShare,
    private readonly initial: LayerState,
  ) {}

  get gaps(): ChannelGaps | null {
    return (this.#gaps ??= channelGaps(this.initial, this.record, this.share.weight));
  }
}
