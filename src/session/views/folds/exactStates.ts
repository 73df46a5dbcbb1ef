import type { LayerState } from '../../../engine/index.js';
import { RunUnder, workOfPass } from '../../compare/index.js';
import type { PassRecord } from '../../records/index.js';
import type { Session } from '../../run/index.js';
import { PassFolds, type PassFold } from './passFolds.js';

/** The state after each pass as it is without emulation. */
class ExactStates implements PassFold {
  readonly states: LayerState[] = [];
  readonly work: number;
  readonly #run: RunUnder;

  constructor(session: Session) {
    this.#run = new RunUnder(session, session.layer.convention);
    this.work = workOfPass(session.initial.runningMean?.length ?? 0);
  }

  add(record: PassRecord): void {
    this.states.push(this.#run.next(record).state);
  }
}

const folds = new PassFolds<ExactStates>(1);

/** Of the same passes without emulation, after each. @throws what `breathe` throws */
export function exactStates(session: Session, breathe?: () => Promise<void>): Promise<readonly LayerState[]> {
  // The start has the size of the first batch that could be normalized.
  const sized = session.passes.findIndex(({ kind }) => kind === 'computed');
  return folds.read(
    session,
    String(sized),
    () => new ExactStates(session),
    ({ states }) => [...states],
    breathe,
  );
}
