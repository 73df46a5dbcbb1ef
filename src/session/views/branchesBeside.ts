import { advance, EngineError, type LayerState } from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import { layerForPass } from '../records/index.js';
import { startAfter, type Branch, type Session } from '../run/index.js';
import { readChannel } from './folds/channelSeries.js';
import type { BranchHistory } from './view.js';

/** How far a branch has been followed beyond where it was left, for the channel that was asked for last. */
interface Followed {
  readonly channel: number;
  readonly runningMean: number[];
  readonly runningVar: number[];
  state: LayerState;
}

const followed = new WeakMap<Session, Followed>();

/**
 * A channel's running values on the branches beside a session, as far as the session has run. One that was left before goes
 * on over the same batches, whose statistics are known; it ends where its own program goes another way.
 * @throws what `breathe` throws
 */
export async function branchesBeside(
  session: Session,
  branches: readonly Branch[],
  channel: number,
  { breathe }: Pick<BatchAccess, 'breathe'> = {},
): Promise<readonly BranchHistory[]> {
  const histories: BranchHistory[] = [];
  for (const branch of branches) {
    if (branch.isStale) continue;
    const own = await readChannel(
      branch.session,
      channel,
      ({ runningMean, runningVar }) => ({ runningMean: [...runningMean], runningVar: [...runningVar] }),
      breathe,
    );
    const further = follow(session, branch.session, channel);
    const length = session.passes.length + 1;
    const upTo = (first: readonly number[], then: readonly number[]): Float64Array =>
      Float64Array.from([...first, ...then].slice(0, length));
    histories.push({
      name: branch.name,
      runningMean: upTo(own.runningMean, further.runningMean),
      runningVar: upTo(own.runningVar, further.runningVar),
    });
  }
  return histories;
}

function follow(session: Session, branch: Session, channel: number): Followed {
  const { layer, before } = startAfter(branch);
  const known = followed.get(branch);
  const at = known?.channel === channel ? known : { channel, runningMean: [], runningVar: [], state: before };
  followed.set(branch, at);
  for (let pass = branch.passes.length + at.runningMean.length; pass < session.passes.length; pass++) {
    const { plan, moments, shape } = session.passes[pass];
    const own = branch.plan.at(pass);
    const isSame = own?.mode === plan.mode && own.batch.uri === plan.batch.uri && own.batch.label === plan.batch.label;
    if (!isSame || own.sets || own.recorded || !moments || !shape) break;
    try {
      at.state = advance(layerForPass(layer, own), own.mode, moments, at.state, shape).after;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      break;
    }
    at.runningMean.push(at.state.runningMean?.[channel] ?? NaN);
    at.runningVar.push(at.state.runningVar?.[channel] ?? NaN);
  }
  return at;
}
