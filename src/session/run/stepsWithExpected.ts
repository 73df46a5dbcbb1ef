import { EngineError } from '../../engine/index.js';
import {
  isPassStep,
  type PassStep,
  setStepsAtEnd,
  setStepsOf,
  type Step,
  stepOf,
  type StepOptions,
} from '../program/index.js';
import type { Session } from './session.js';

/** What can be expected of a pass, and what an expected gradient needs. */
export type ExpectedValues = Pick<StepOptions, 'expect' | 'gradOutput' | 'expectGrad' | 'stateAfter'>;

/**
 * The steps of a session's program where a pass expects more than it did. A step of this one pass is changed; of a step of
 * several each becomes its own.
 * @param base URI of the folder that paths are relative to
 * @throws EngineError where there is no such pass, or nothing is expected
 */
export function stepsWithExpected(
  { program, plan, stepOfPass }: Session,
  pass: number,
  values: ExpectedValues,
  base: string,
): readonly Step[] {
  if (!(pass in plan)) throw new EngineError(`There is no pass ${pass + 1}: the program has ${plan.length}`);
  if (Object.keys(values).length === 0) throw new EngineError('There is nothing to expect');
  const withValues = (step: PassStep): PassStep => ({
    ...step,
    ...values,
    ...(values.stateAfter && { stateAfter: { ...step.stateAfter, ...values.stateAfter } }),
  });
  const index = stepOfPass[pass];
  const isAlone = stepOfPass.filter((one) => one === index).length === 1;
  if (!isPassStep(stepOf(plan[pass], base))) {
    throw new EngineError(`Pass ${pass + 1} was recorded: what the process had stands beside it`);
  }
  if (isAlone) return program.steps.map((step, at) => (at === index && isPassStep(step) ? withValues(step) : step));
  const steps = plan.flatMap((planned, at): readonly Step[] => {
    const step = stepOf(planned, base);
    return [...setStepsOf(planned, base), at === pass && isPassStep(step) ? withValues(step) : step];
  });
  return [...steps, ...setStepsAtEnd(program.steps)];
}

/** The same program with other tolerances wherever something is expected. */
export function stepsTolerating(steps: readonly Step[], rtol: number, atol: number): readonly Step[] {
  return steps.map((step) =>
    !isPassStep(step) || !(step.expect ?? step.expectGrad ?? step.stateAfter) ? step : { ...step, rtol, atol },
  );
}
