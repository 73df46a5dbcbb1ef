import type { SetStep, Step } from '../program.js';
import type { PlannedPass } from './plannedPass.js';
import { stepOf } from './planProgram.js';
import { setStepsOf } from './setSteps.js';

/** The steps that plan just this pass, and what is set before it. */
export function stepsOf(pass: PlannedPass, base: string): readonly Step[] {
  return [...setStepsOf(pass, base), stepOf(pass, base)];
}

/**
 * An edited program: a step for each pass of a plan, and for what is set before it.
 * @param atEnd what is set after the last pass
 */
export function stepsOfPlan(
  plan: readonly PlannedPass[],
  base: string,
  atEnd: readonly SetStep[],
): { readonly steps: readonly Step[]; readonly stepOfPass: readonly number[] } {
  const steps: Step[] = [];
  const stepOfPass: number[] = [];
  for (const pass of plan) {
    for (const step of stepsOf(pass, base)) steps.push(step);
    stepOfPass.push(steps.length - 1);
  }
  return { steps: [...steps, ...atEnd], stepOfPass };
}
