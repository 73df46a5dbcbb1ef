import type { Finding } from '../findings/index.js';
import { newestWeight } from './checkpoint.js';
import { movedSince, type Moved } from './moved.js';
import { betweenTwo } from './rules/betweenTwo.js';
import type { NamedState } from './statesOf.js';

/** How each layer moved since another recording or checkpoint, and what that tells; by name, of those in both. */
export interface ComparedStates {
  readonly moved: ReadonlyMap<string, Moved>;
  readonly findings: ReadonlyMap<string, Finding>;
}

/** @param before the other one, which is taken for the earlier */
export function compareStates(
  before: ReadonlyMap<string, NamedState>,
  now: ReadonlyMap<string, NamedState>,
): ComparedStates {
  const pairs = [...now].flatMap(([name, state]) => {
    const then = before.get(name);
    return then && isAlike(then, state) ? [{ name, then, state }] : [];
  });
  const layers = pairs.map(({ name, then, state }) => ({
    name,
    moved: movedSince(then, state, state.layer.convention.eps, newestWeight(state.layer)),
    tracks: then.state.runningMean !== null && state.state.runningMean !== null,
    isAffine: then.state.gamma !== null && state.state.gamma !== null,
  }));
  const findings = betweenTwo(layers);
  return {
    moved: new Map(layers.map(({ name, moved }) => [name, moved])),
    findings: new Map(layers.flatMap(({ name }, index) => (findings[index] ? [[name, findings[index]] as const] : []))),
  };
}

/** The findings of a layer's own state with what two states tell together; one that never was updated explains that. */
export function withBetween(alone: readonly Finding[], between: Finding | undefined): readonly Finding[] {
  if (!between) return alone;
  const cause = alone.find(({ rule }) => rule === 'never-updated');
  if (!cause || between.rule !== 'stale-statistics') return [between, ...alone];
  const { rule, pass } = between;
  const told = { ...cause, follows: [...(cause.follows ?? []), { rule, pass }] };
  return alone.map((one) => (one === cause ? told : one));
}

/** A layer of another size is another layer. */
function isAlike(a: NamedState, b: NamedState): boolean {
  const sizes = ({ state }: NamedState) => [state.runningMean?.length, state.gamma?.length].join();
  return sizes(a) === sizes(b);
}
