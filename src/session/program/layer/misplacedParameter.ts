import { conventionNamed, overrideConvention, type Convention } from '../../../engine/index.js';
import { namedConvention } from './namedConvention.js';
import type { LayerChanges, Program, ProgramState } from '../program.js';
import type { ProgramPath } from '../text/sourceMap.js';

/** A parameter in a program's state, or in what it sets, that its convention has no place for. */
export interface Misplaced {
  readonly path: ProgramPath;
  readonly problem: string;
  readonly expected: string;
}

type AffineName = 'gamma' | 'beta' | 'weight' | 'bias';

/** γ and β where a Linear takes their place, or a Linear's weight and bias where none does; null where all fit. */
export function misplacedParameter(program: Program): Misplaced | null {
  const { state = {}, steps } = program;
  const { base, ...changes } = namedConvention(program);
  const { name: conventionName, affine } = overrideConvention(conventionNamed(base), changes);
  const isLinear = affine === 'linear';
  const misplaced = (path: ProgramPath, where = ''): Misplaced => ({
    path,
    problem: `${conventionName} has ${isLinear ? 'a Linear in the place of γ and β' : 'no Linear'}`,
    expected: isLinear ? `"weight" and "bias"${where}` : '"gamma" and "beta"',
  });
  const others = otherNames(affine);
  const ofState = others.find((name) => state[name] !== undefined);
  if (ofState !== undefined) return misplaced(['state', ofState]);
  for (const [index, step] of isLinear ? steps.entries() : []) {
    const name = 'set' in step ? (['gamma', 'beta'] as const).find((one) => step.set[one] !== undefined) : undefined;
    if (name !== undefined) return misplaced(['steps', index, 'set', name], ' in "state"');
  }
  return null;
}

/** A state, or what is set, without what the convention has no place for. */
export function fittingState<T extends ProgramState | LayerChanges>(state: T, { affine }: Convention): T {
  const others: readonly string[] = otherNames(affine);
  return Object.fromEntries(Object.entries(state).filter(([name]) => !others.includes(name))) as T;
}

function otherNames(affine: Convention['affine']): readonly AffineName[] {
  return affine === 'linear' ? ['gamma', 'beta'] : ['weight', 'bias'];
}
