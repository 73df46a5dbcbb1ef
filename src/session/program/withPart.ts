import { stepWithPaths } from './paths/index.js';
import { isSet } from './plan/setSteps.js';
import type { Program, TensorPath } from './program.js';

/**
 * The program whose steps read the part `to` where they read `from`: batches, expected outputs and gradients alike. What is
 * set reads what it did, as the state does.
 */
export function withPart(program: Program, from: string, to: string): Program {
  const move = (path: TensorPath): TensorPath =>
    typeof path === 'string' || path.part !== from ? path : { ...path, part: to };
  return {
    ...program,
    steps: program.steps.map((step, index) => (isSet(step) ? step : stepWithPaths(step, move, `steps[${index}]`))),
  };
}
