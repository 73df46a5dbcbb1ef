import { conventionNamed, overrideConvention, type Convention } from '../../../engine/index.js';
import type { Program, ProgramState } from '../program.js';

/** A parameter in a program's state that its convention has no place for. */
export interface Misplaced {
  readonly name: AffineName;
  readonly problem: string;
  readonly expected: string;
}

type AffineName = 'gamma' | 'beta' | 'weight' | 'bias';

/** γ and β where a Linear takes their place, or a Linear's weight and bias where none does; null where all fit. */
export function misplacedParameter({ convention = 'pytorch', state = {} }: Program): Misplaced | null {
  const { base, ...changes } = typeof convention === 'string' ? { base: convention } : convention;
  const { name: conventionName, affine } = overrideConvention(conventionNamed(base), changes);
  const isLinear = affine === 'linear';
  const name = otherNames(affine).find((one) => state[one] !== undefined);
  if (name === undefined) return null;
  return {
    name,
    problem: `${conventionName} has ${isLinear ? 'a Linear in the place of γ and β' : 'no Linear'}`,
    expected: isLinear ? '"weight" and "bias"' : '"gamma" and "beta"',
  };
}

/** A state without what the convention has no place for. */
export function fittingState(state: ProgramState, { affine }: Convention): ProgramState {
  const others: readonly string[] = otherNames(affine);
  return Object.fromEntries(Object.entries(state).filter(([name]) => !others.includes(name)));
}

function otherNames(affine: Convention['affine']): readonly AffineName[] {
  return affine === 'linear' ? ['gamma', 'beta'] : ['weight', 'bias'];
}
