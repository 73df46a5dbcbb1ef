import { backward, outputShape } from '../../engine/index.js';
import { arrayOf, knownNames, type Environment, type KnownName, type Value } from '../expressions/index.js';
import { givenGradient } from '../records/index.js';
import type { Session } from '../run/index.js';
import { environmentAt, type Reading } from './placeEnvironment.js';
import type { Place } from './place.js';

const gradientNames: readonly KnownName[] = [
  { name: 'dy', element: 'number', form: 'array', description: 'gradient of the output, as given, [N, C, …]' },
  { name: 'dx', element: 'number', form: 'array', description: 'gradient of the input, [N, C, …]' },
  { name: 'dgamma', element: 'number', form: 'channels', description: 'gradient of gamma, [C]' },
  { name: 'dbeta', element: 'number', form: 'channels', description: 'gradient of beta, [C]' },
];

const recordedNames: readonly KnownName[] = [
  ...['recorded_mean', 'recorded_var'].map((name): KnownName => ({
    ...{ name, element: 'number', form: 'channels', description: 'running value after the pass, as recorded, [C]' },
  })),
  { name: 'recorded_batches', element: 'number', form: 'scalar', description: 'batches after the pass, as recorded' },
];

/**
 * What a debugger knows by name: what expressions do, the gradients of a pass for which one is given, and the running values
 * of one that was recorded.
 */
export const debugNames: readonly KnownName[] = [...knownNames, ...gradientNames, ...recordedNames];

/** As `environmentAt`, with gradients and what was recorded. @throws as that and `givenGradient` do */
export async function debugEnvironmentAt(
  session: Session,
  place: Place,
  reading: Reading,
  names: ReadonlySet<string>,
): Promise<Environment> {
  const environment = withRecorded(session, place, await environmentAt(session, place, reading, names));
  if (!gradientNames.some(({ name }) => names.has(name))) return environment;
  const gradients = await gradientsAt(session, place, reading);
  return { lookup: (name) => (name in gradients ? gradients[name] : environment.lookup(name)) };
}

/** With what the process had after the pass that a place is about, where that was recorded. */
export function withRecorded({ passes }: Session, { pass, stage }: Place, others: Environment): Environment {
  const recorded = passes.at(stage === null ? Math.max(0, pass - 1) : pass)?.recorded;
  if (!recorded || (pass === 0 && stage === null)) return others;
  const { after, numBatchesTracked } = recorded;
  const values: Readonly<Record<string, Value | undefined>> = {
    recorded_mean: after && arrayOf(after.runningMean),
    recorded_var: after && arrayOf(after.runningVar),
    recorded_batches: numBatchesTracked,
  };
  return { lookup: (name) => (name in values ? values[name] : others.lookup(name)) };
}

async function gradientsAt(
  { passes }: Session,
  { pass, stage }: Place,
  { access }: Reading,
): Promise<Readonly<Record<string, Value | undefined>>> {
  const shown = stage === null ? pass - 1 : pass;
  const record = shown < 0 ? undefined : passes[shown];
  if (record?.kind !== 'computed' || !record.plan.gradOutput) return {};
  const x = await access.tensor(record.plan.batch);
  const dy = await givenGradient(record.plan, shown, outputShape(x.shape, record.before.linear), access);
  const { dx, dGamma, dBeta } = backward(x, dy, record.before, record.layer, record.plan.mode, {
    moments: record.moments,
  });
  return {
    dy: arrayOf(dy.values, dy.shape),
    dx: arrayOf(dx.values, dx.shape),
    ...(dGamma && { dgamma: arrayOf(dGamma) }),
    ...(dBeta && { dbeta: arrayOf(dBeta) }),
  };
}
