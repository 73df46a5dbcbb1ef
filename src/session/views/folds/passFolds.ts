import type { LayerState } from '../../../engine/index.js';
import { isBeginning, type PassRecord } from '../../records/index.js';
import { type Session, Turns } from '../../run/index.js';

/** What is gathered from a program's passes one after another, such as one channel's running mean after each. */
export interface PassFold {
  /** About how many numbers it looks at in one pass. */
  readonly work: number;
  /** Takes in the next pass. */
  add(record: PassRecord, pass: number): void;
}

/** As much of a session as a fold is of. */
export type FoldedSession = Pick<Session, 'layer' | 'initial' | 'passes'>;

interface Kept<Fold> {
  readonly layer: Session['layer'];
  readonly fold: Fold;
  /** The first `count` of them are in the fold. */
  passes: readonly PassRecord[];
  count: number;
  /** Somebody takes passes in, with turns for others in between. */
  isBusy: boolean;
}

/**
 * Folds of one kind by session and key. One that is asked for again, of passes that begin with those it has, takes in the
 * passes that are new; it costs what changed, not the history.
 */
export class PassFolds<Fold extends PassFold> {
  readonly #ofStart = new WeakMap<LayerState, Map<string, Kept<Fold>>>();

  /** @param most of a session that are kept: those that were asked for last */
  constructor(private readonly most: number) {}

  /**
   * @param begin a fold of no pass
   * @param read what is wanted of the fold of all passes, which changes later
   * @throws what `breathe` throws; what was taken in by then is kept
   */
  async read<T>(
    session: FoldedSession,
    key: string,
    begin: () => Fold,
    read: (fold: Fold) => T,
    breathe?: () => Promise<void>,
  ): Promise<T> {
    const { passes } = session;
    const kept = this.#kept(session, key, begin);
    kept.passes = passes;
    kept.isBusy = true;
    try {
      const turns = new Turns(breathe);
      while (kept.count < passes.length) {
        kept.fold.add(passes[kept.count], kept.count);
        kept.count++;
        if (turns.isDue(kept.fold.work)) await turns.give();
      }
      return read(kept.fold);
    } finally {
      kept.isBusy = false;
    }
  }

  #kept({ layer, initial, passes }: FoldedSession, key: string, begin: () => Fold): Kept<Fold> {
    let folds = this.#ofStart.get(initial);
    if (!folds) this.#ofStart.set(initial, (folds = new Map<string, Kept<Fold>>()));
    const before = folds.get(key);
    const goesOn =
      before && !before.isBusy && before.layer === layer && isBeginning(before.passes, passes, before.count);
    const kept = goesOn ? before : { layer, fold: begin(), passes: [], count: 0, isBusy: false };
    // In order of use, the latest last.
    folds.delete(key);
    folds.set(key, kept);
    if (folds.size > this.most) folds.delete(folds.keys().next().value ?? key);
    return kept;
  }
}
