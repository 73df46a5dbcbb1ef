import { computePass, type RunOptions } from './computePass.js';
import { clamped } from './moves.js';
import { prepareSession, type SessionSources } from './prepareSession.js';
import type { PassRecord } from '../records/index.js';
import type { Session } from './session.js';
import { giveTurn } from './turn.js';

/**
 * The same program from sources that hold nothing yet, computed as far as it was.
 * @throws where a batch that was read before cannot be read now, and as prepareSession; the signal's reason
 */
export async function reloadSession(before: Session, sources: SessionSources, options?: RunOptions): Promise<Session> {
  const { store } = sources;
  const next = await prepareSession(before.program, sources, options);
  const count = Math.min(before.passes.length, next.plan.length);
  const passes: PassRecord[] = [];
  for (const [index, plan] of next.plan.slice(0, count).entries()) {
    const record = await computePass({ ...next, passes }, plan, store, options);
    // The refusal itself says more than the record of it.
    if (!record.moments && before.passes[index].moments) await store.moments(plan.batch, record.layer, options);
    passes.push(record);
    await giveTurn(() => ({ ...next, passes: [...passes] }), options);
  }
  return clamped({ ...next, passes }, before.cursor);
}
