import type { PassRecord } from '../records/index.js';
import type { Finding } from './finding.js';
import { Fold, type FoldStart } from './fold.js';
import { merged } from './merged.js';
import { RULES } from './rules/index.js';

/** All rules over passes that come one by one and are not kept: a recording of any length costs what its rules remember. */
export class FindingsFold {
  readonly #fold: Fold;
  #passes = 0;

  constructor(start: FoldStart) {
    this.#fold = new Fold(RULES, start);
  }

  /** The next pass. */
  see(record: PassRecord): void {
    this.#fold.see(this.#passes, record);
    this.#passes += 1;
  }

  /** What is left of the running values' start after the last pass, 0 to 1. */
  get weightOfStart(): number {
    return this.#fold.weightOfStart;
  }

  /** As `findingsOf`; before the first pass what the state alone tells. */
  tell(): readonly Finding[] {
    return merged(this.#fold.tell());
  }
}
