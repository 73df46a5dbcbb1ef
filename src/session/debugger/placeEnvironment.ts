import type { StageId, Values } from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import { type Environment, type Value } from '../expressions/index.js';
import type { OpenParameter } from '../program/index.js';
import { startAfter, withSets, type PassStart, type Session } from '../run/index.js';
import { stageIdsOf, type Place } from './place.js';
import { namesOfValues, recordEnvironment } from './recordEnvironment.js';
import { heldValue } from './heldValue.js';

/** How the values of batches, and of what a program sets, are read. */
export interface Reading {
  readonly access: BatchAccess;
  readonly open: OpenParameter;
}

/** What a layer holds from a place on: what the passes before it left, with what is set there. */
export async function startAt(session: Session, { pass }: Place, open: OpenParameter): Promise<PassStart> {
  const { passes, plan, shape } = session;
  if (pass in passes) return passes[pass];
  const start = startAfter({ ...session, passes: passes.slice(0, pass) });
  const sets = plan.at(pass)?.sets;
  return sets && pass < plan.length ? withSets(start, sets, shape, open) : start;
}

/**
 * What the names of an expression stand for at a place: between passes what the last one left, with what is set there for
 * the next; inside a pass what its stages have made so far.
 * @param names those that will be asked for; absent: any
 * @throws FormatError where a batch that is needed cannot be read
 */
export async function environmentAt(
  session: Session,
  place: Place,
  { access, open }: Reading,
  names?: ReadonlySet<string>,
): Promise<Environment> {
  const shown = place.stage === null ? place.pass - 1 : place.pass;
  const needsValues = shown >= 0 && (!names || namesOfValues.some((name) => names.has(name)));
  const batch = needsValues && session.passes[shown].shape ? session.passes[shown].plan.batch : undefined;
  const x = batch && (await access.tensor(batch)).values;
  if (place.stage !== null) return insidePass(session, place.pass, place.stage, x);
  const left = shown < 0 ? undefined : recordEnvironment(session, shown, x);
  const isSet = place.pass < session.plan.length && session.plan[place.pass].sets;
  if (left && !isSet) return left;
  return startEnvironment(await startAt(session, place, open), left);
}

/** The same where neither a batch nor a file is to be read, at once. */
export function quickEnvironmentAt(session: Session, place: Place): Environment | undefined {
  if (place.stage !== null) return insidePass(session, place.pass, place.stage);
  if (place.pass === 0 || (place.pass < session.plan.length && session.plan[place.pass].sets)) return undefined;
  return recordEnvironment(session, place.pass - 1);
}

function startEnvironment({ layer, before }: PassStart, left?: Environment): Environment {
  const { eps, momentum } = layer.convention;
  const channels = before.runningMean?.length ?? before.gamma?.length ?? 0;
  const same = (value: number): Value => ({ element: 'number', shape: [channels], at: () => value });
  const set: Readonly<Record<string, () => Value | undefined>> = {
    eps: () => eps,
    momentum: () => momentum ?? undefined,
    running_mean: () => heldValue(before.runningMean),
    running_var: () => heldValue(before.runningVar),
    num_batches_tracked: () => before.numBatchesTracked,
    gamma: () => heldValue(before.gamma) ?? left?.lookup('gamma') ?? same(1),
    beta: () => heldValue(before.beta) ?? left?.lookup('beta') ?? same(0),
    pass: () => left?.lookup('pass') ?? 0,
  };
  return { lookup: (name) => (name in set ? set[name]() : left?.lookup(name)) };
}

/** The stage that makes what a name stands for; of all others the pass has the value from its beginning. */
const makers: ReadonlyMap<string, StageId> = new Map([
  ['mean', 'batch-mean'],
  ['var', 'batch-variance'],
  ['xhat', 'normalize'],
  ['y', 'scale-and-shift'],
]);
/** What a pass has before one of its stages, and after it: in the records under other names. */
const movers: ReadonlyMap<string, readonly [StageId, 'runningMean' | 'runningVar' | 'numBatchesTracked']> = new Map([
  ['running_mean', ['update-running-mean', 'runningMean']],
  ['running_var', ['update-running-variance', 'runningVar']],
  ['num_batches_tracked', ['update-running-mean', 'numBatchesTracked']],
]);
/** Of the state after the pass. */
const ofEnd: readonly string[] = ['gap', 'spread'];

function insidePass(session: Session, pass: number, stage: number, x?: Values): Environment {
  const record = session.passes[pass];
  const stages = stageIdsOf(record);
  const all = recordEnvironment(session, pass, x);
  const lookup = (name: string): Value | undefined => {
    const moved = movers.get(name);
    if (moved) {
      const [mover, key] = moved;
      const at = stages.indexOf(mover);
      // What no stage moves, a pass that is counted all the same moves at its end.
      const value = (at >= 0 && at < stage ? record.after : record.before)[key];
      return typeof value === 'number' ? value : heldValue(value);
    }
    if (ofEnd.includes(name)) return undefined;
    const maker = makers.get(name);
    // A pass that looks at no batch has its statistics all the same.
    return maker && stages.indexOf(maker) >= stage ? undefined : all.lookup(name);
  };
  return { lookup };
}
