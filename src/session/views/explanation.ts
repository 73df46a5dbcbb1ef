import type { BatchAccess } from '../batches/index.js';
import { Inference, type Explanation } from '../infer/index.js';
import type { Session } from '../run/index.js';

/** Rules that are fitted before the ranks are told. */
const rulesInTurn = 3;

interface Known {
  readonly session: Session;
  readonly inference: Promise<Inference>;
  /** The end of what is asked of it: one at a time. */
  queue: Promise<unknown>;
}

/** What is being found out of a session's records; their place moves, they stay. */
const known = new WeakMap<Session['passes'], Known>();

/**
 * Which rule explains what is expected: some rules more than `fitted`, until it is finished.
 * @throws RangeError where nothing is expected; what `access.breathe` throws
 */
export async function explanation(
  session: Session,
  { fitted }: { readonly fitted: number },
  access: BatchAccess,
): Promise<Explanation> {
  const entry = entryOf(session, access);
  const work = entry.queue.then(async () => {
    const inference = await entry.inference;
    const end = fitted + rulesInTurn;
    while (!inference.isFinished && inference.candidates.length < end) await inference.next(access);
    return inference.explanation();
  });
  entry.queue = work.catch(() => undefined);
  try {
    return await work;
  } catch (error) {
    // What was cancelled while it was read is read again when somebody asks again.
    const isBegun = await entry.inference.then(
      () => true,
      () => false,
    );
    if (!isBegun) known.delete(session.passes);
    throw error;
  }
}

function entryOf(session: Session, access: BatchAccess): Known {
  const before = known.get(session.passes);
  const isSame =
    before?.session.layer === session.layer &&
    before.session.initial === session.initial &&
    before.session.plan === session.plan;
  if (before && isSame) return before;
  const entry = { session, inference: Inference.begin(session, access), queue: Promise.resolve() };
  known.set(session.passes, entry);
  return entry;
}
