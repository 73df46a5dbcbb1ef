import { EngineError, type Mode } from '../../engine/index.js';
import { computePass, type RunOptions } from './computePass.js';
import { comingBatch, comingPass } from './moves.js';
import { type PlannedPass, resolvedSet, setStepsAtEnd, stepOf, stepsOfPlan } from '../program/index.js';
import type { SessionSources } from './prepareSession.js';
import type { Session } from './session.js';

/**
 * The session in which the coming pass has this mode: the same one where it has, otherwise with a pass put in, and
 * computed. What is set before the coming pass is set before that one. What was computed behind that place stays where it
 * is still true.
 * @throws EngineError where there is no batch; the signal's reason
 */
export async function insertPass(
  session: Session,
  mode: Mode,
  { base, store }: SessionSources,
  options?: RunOptions,
): Promise<Session> {
  const index = comingPass(session);
  const coming = index < session.plan.length ? session.plan[index] : null;
  if (coming?.mode === mode) return session;
  const sets = coming ? coming.sets : setsAtEnd(session, base);
  const batch = comingBatch(session, mode);
  if (!batch)
    throw new EngineError('There is no batch to run: add a step to the program, such as { "train": "batch.npy" }');
  const inserted: PlannedPass = { mode, batch, ...(sets && { sets }) };
  const plan = session.plan.toSpliced(index, coming ? 1 : 0, inserted, ...(coming ? [withoutSets(coming)] : []));
  const passes = session.passes.slice(0, index);
  const record = await computePass({ ...session, plan, passes }, inserted, store, options);
  // True after a pass that moves no state: eval, or a pass that is refused; unless it takes over what another pass set.
  const behind = record.after === record.before && !sets ? session.passes.slice(index) : [];
  const { program } = session;
  const { steps, stepOfPass } = stepsWith(session, plan, index, base);
  return { ...session, program: { ...program, steps }, plan, stepOfPass, passes: [...passes, record, ...behind] };
}

function setsAtEnd({ program }: Session, base: string): PlannedPass['sets'] {
  const steps = setStepsAtEnd(program.steps);
  return steps.length === 0 ? undefined : steps.map((step) => resolvedSet(step, base));
}

function withoutSets({ sets: _, ...pass }: PlannedPass): PlannedPass {
  return pass;
}

/** The steps of a plan that has one pass more than the session, at `index`. */
function stepsWith(
  { program, stepOfPass }: Session,
  plan: readonly PlannedPass[],
  index: number,
  base: string,
): Pick<Session, 'stepOfPass'> & Pick<Session['program'], 'steps'> {
  const { steps } = program;
  const isAtEnd = index === stepOfPass.length;
  // Where every pass has a step of its own already, only one is new.
  const isApart = stepOfPass.every((step, pass) => pass === 0 || step > stepOfPass[pass - 1]);
  if (!isApart) return stepsOfPlan(plan, base, isAtEnd ? [] : setStepsAtEnd(steps));
  const at = isAtEnd ? steps.length : stepOfPass[index];
  return {
    steps: steps.toSpliced(at, 0, stepOf(plan[index], base)),
    stepOfPass: [...stepOfPass.slice(0, index), at, ...stepOfPass.slice(index).map((step) => step + 1)],
  };
}
