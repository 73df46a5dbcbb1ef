import { resolveTensor, tensorPath, valuesWithPaths } from '../paths/index.js';
import type { LayerChanges, PassStep, SetStep, Step } from '../program.js';
import type { PlannedPass } from './plannedPass.js';

/** What a step sets, as a plan has it. */
export function resolvedSet({ set }: SetStep, base: string): LayerChanges {
  return valuesWithPaths(set, (path) => resolveTensor(base, path));
}

/** The steps that plan what is set before a pass. */
export function setStepsOf({ sets = [] }: Pick<PlannedPass, 'sets'>, base: string): readonly SetStep[] {
  return sets.map((set) => ({ set: valuesWithPaths(set, (path) => tensorPath(base, resolveTensor('', path))) }));
}

/** What is set after the last pass. */
export function setStepsAtEnd(steps: readonly Step[]): readonly SetStep[] {
  const last = steps.findLastIndex((step) => !isSet(step));
  return steps.slice(last + 1).filter(isSet);
}

export function isSet(step: Step): step is SetStep {
  return 'set' in step;
}

/** Whether a step runs tensors: it is neither a change nor a recording. */
export function isPassStep(step: Step): step is PassStep {
  return 'train' in step || 'eval' in step;
}
