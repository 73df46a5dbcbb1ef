import type { Evidence } from '../../rule.js';

/** What a pass did to the recorded state instead of what it should have: so many updates, another move, or one behind its back. */
export type Deed = number | 'other' | 'eval' | 'between';

/** One kind of it. */
export interface Seen extends Evidence {
  readonly deed: Deed;
  /** Passes that did so. */
  count: number;
  lastPass: number;
  weight: number;
  /** Of the way to the batch, in the pass that moved furthest from what it should. */
  share: number;
  /** Whether it moved straight to there: one update of another momentum would. */
  isStraight: boolean;
}
