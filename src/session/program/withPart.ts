import type { Program, Step, TensorPath } from './program.js';

/** The program whose steps read the part `to` where they read `from`: batches, expected outputs and gradients alike. */
export function withPart(program: Program, from: string, to: string): Program {
  const move = (path: TensorPath): TensorPath =>
    typeof path === 'string' || path.part !== from ? path : { ...path, part: to };
  const steps = program.steps.map((step): Step => {
    const { expect, gradOutput } = step;
    const partners = { ...(expect && { expect: move(expect) }), ...(gradOutput && { gradOutput: move(gradOutput) }) };
    if ('eval' in step) return { ...step, ...partners, eval: move(step.eval) };
    return { ...step, ...partners, train: isSeveral(step.train) ? step.train.map(move) : move(step.train) };
  });
  return { ...program, steps };
}

function isSeveral(given: TensorPath | readonly TensorPath[]): given is readonly TensorPath[] {
  return Array.isArray(given);
}
