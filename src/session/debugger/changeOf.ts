import { EngineError, type StageId } from '../../engine/index.js';
import { compileExpression } from '../expressions/index.js';
import type { Action, PassStart, Session } from '../run/index.js';
import { debugEnvironmentAt, debugNames } from './debugNames.js';
import { stageIdsOf, type Place } from './place.js';
import { startAt, type Reading } from './placeEnvironment.js';

type Settable = 'gamma' | 'beta' | 'runningMean' | 'runningVar' | 'numBatchesTracked' | 'eps' | 'momentum';

/** What can be set of a layer, by the words of expressions. */
export const settableNames: ReadonlyMap<string, Settable> = new Map<string, Settable>([
  ['gamma', 'gamma'],
  ['beta', 'beta'],
  ['eps', 'eps'],
  ['momentum', 'momentum'],
  ['running_mean', 'runningMean'],
  ['running_var', 'runningVar'],
  ['num_batches_tracked', 'numBatchesTracked'],
]);

/**
 * What sets a value, or one element of it, to what an expression says, from a place on.
 * @param target `eps`, `gamma`, `running_mean[3]`
 * @throws EngineError for what cannot be set here; ExpressionError for a text that is none
 */
export async function changeOf(
  session: Session,
  place: Place,
  target: string,
  text: string,
  reading: Reading,
): Promise<Action & { readonly kind: 'set' }> {
  const parts: readonly (string | undefined)[] = /^\s*(\w+)\s*(?:\[\s*(\d+)\s*\])?\s*$/.exec(target) ?? [];
  const [, name = '', index] = parts;
  const key = settableNames.get(name);
  if (!key) {
    throw new EngineError(`${target} cannot be set: ${[...settableNames.keys()].join(', ')} can, and elements of them`);
  }
  const { pass } = place;
  if (pass >= session.plan.length) {
    throw new EngineError(`Nothing comes after the last pass that ${name} could be set for: step back first`);
  }
  const mover = moverOf(key);
  const isMoved =
    mover && place.stage !== null && stageIdsOf(session.passes[pass]).slice(0, place.stage).includes(mover);
  if (isMoved) throw new EngineError(`${name} has moved in this pass already: step out of it to set ${name} behind it`);
  const start = await startAt(session, place, reading.open);
  const { names, evaluate } = compileExpression(text, debugNames);
  const value = evaluate(await debugEnvironmentAt(session, place, reading, names));
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new EngineError(`${target}: expected a finite number, found ${typeof value === 'number' ? value : text}`);
  }
  return {
    kind: 'set',
    pass,
    values: { [key]: index === undefined ? value : withElement(start, key, Number(index), value, target) },
  };
}

/** The stage that moves a value; null: none does. */
function moverOf(key: Settable): StageId | null {
  switch (key) {
    case 'runningMean':
    case 'numBatchesTracked':
      return 'update-running-mean';
    case 'runningVar':
      return 'update-running-variance';
    default:
      return null;
  }
}

function withElement({ before }: PassStart, key: Settable, index: number, value: number, target: string): number[] {
  const values = key === 'eps' || key === 'momentum' || key === 'numBatchesTracked' ? null : before[key];
  if (!values) throw new EngineError(`${target}: there are no elements to set`);
  if (index >= values.length) {
    throw new EngineError(`${target}: expected a channel from 0 to ${values.length - 1}, found ${index}`);
  }
  if (!values.every((old, channel) => channel === index || Number.isFinite(old))) {
    throw new EngineError(
      `${target}: other channels are not finite, which no program can say: set all of them at once`,
    );
  }
  return Array.from(values, (old, channel) => (channel === index ? value : old));
}
