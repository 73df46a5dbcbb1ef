import type { RunningValues } from '../batches/index.js';
import type { PassRecord, RecordedState } from '../records/index.js';
import { fitOfUpdates, type UpdateFit } from './fitOfUpdates.js';

/** What the process had of the running values before and after a pass; how they moved is fitted when the first rule asks. */
export class RecordedMove {
  #fit: UpdateFit | null | undefined;

  /** @param last that of the pass before which one was recorded last */
  constructor(
    private readonly record: PassRecord,
    readonly state: RecordedState,
    readonly last: RecordedState | null,
  ) {}

  get before(): RunningValues | undefined {
    return this.state.before ?? this.last?.after;
  }

  get after(): RunningValues | undefined {
    return this.state.after;
  }

  /** Null where there are not both, or no batch, or nothing is finite. */
  get fit(): UpdateFit | null {
    if (this.#fit !== undefined) return this.#fit;
    const { before, after, record } = this;
    const { layer, moments } = record;
    return (this.#fit = before && after && moments ? fitOfUpdates(layer, moments, before, after) : null);
  }
}
