import type { Mode } from '../../engine/index.js';
import { computePass, type RunOptions } from './computePass.js';
import { comingPass, planWith } from './moves.js';
import { stepOf } from '../program/index.js';
import type { SessionSources } from './prepareSession.js';
import type { Session } from './session.js';

/**
 * The session in which the coming pass has this mode: the same one where it has, otherwise with a pass put in, and
 * computed. What was computed behind that place stays where it is still true.
 * @throws the signal's reason
 */
export async function insertPass(
  session: Session,
  mode: Mode,
  { base, store }: SessionSources,
  options?: RunOptions,
): Promise<Session> {
  const index = comingPass(session);
  const plan = planWith(session, mode);
  if (plan === session.plan) return session;
  const passes = session.passes.slice(0, index);
  const record = await computePass({ ...session, plan, passes }, plan[index], store, options);
  // True after a pass that moves no state: eval, or a pass that is refused.
  const behind = record.after === record.before ? session.passes.slice(index) : [];
  const { program, stepOfPass: before } = session;
  // Where every pass has a step of its own already, only one is new.
  const isApart = program.steps.length === before.length;
  const steps = isApart
    ? program.steps.toSpliced(index, 0, stepOf(plan[index], base))
    : plan.map((pass) => stepOf(pass, base));
  const stepOfPass = isApart ? [...before, before.length] : [...plan.keys()];
  return { ...session, program: { ...program, steps }, plan, stepOfPass, passes: [...passes, record, ...behind] };
}
