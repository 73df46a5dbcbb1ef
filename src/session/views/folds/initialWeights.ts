import { shareAfter, WHOLE_SHARE, type PassRecord } from '../../records/index.js';
import { PassFolds, type FoldedSession, type PassFold } from './passFolds.js';

/** Weight of the running values that were given before the first and after every computed pass. */
class InitialWeights implements PassFold {
  readonly work = 16;
  readonly weights: number[] = [WHOLE_SHARE.weight];
  #share = WHOLE_SHARE;

  add(record: PassRecord): void {
    this.#share = shareAfter(this.#share, record);
    this.weights.push(this.#share.weight);
  }
}

const folds = new PassFolds<InitialWeights>(1);

/** Weight of the running values that were given before the first and after every computed pass, [P + 1]. @throws what `breathe` throws */
export function initialWeights(session: FoldedSession, breathe?: () => Promise<void>): Promise<Float64Array> {
  return folds.read(
    session,
    '',
    () => new InitialWeights(),
    ({ weights }) => new Float64Array(weights),
    breathe,
  );
}
