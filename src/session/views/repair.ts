import { isTracking, layoutOf, type Moments } from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import { median } from '../records/index.js';
import {
  distancesOf,
  type Distances,
  momentumOf,
  remainingCauses,
  repairMethods,
  repaired,
  type RemainingCause,
  type Statistics,
} from '../repair/index.js';
import type { Session } from '../run/index.js';
import type { Outcome, Repair, RepairRequest } from './repairView.js';

/**
 * Statistics recomputed from the batches, beside the stored ones, and what eval makes of a pass with each.
 * @throws the reason of whoever has cancelled it
 */
export async function repair(
  session: Session,
  { pass, ...choice }: RepairRequest,
  { breathe }: BatchAccess,
): Promise<Repair> {
  const made = await repaired(session, pass, choice, breathe);
  const { layer, state, batches, chosen, used, outliers, statistics, by } = made;
  const { eps } = layer.convention;
  const looked = lookedAt(session, pass);
  const groups = statistics?.mean.length ?? state.runningMean?.length ?? layoutOf(session.shape, layer).groups;
  const unknown = (): Float64Array => new Float64Array(groups).fill(NaN);
  const stored = {
    mean: fitting(state.runningMean, groups) ?? unknown(),
    variance: fitting(state.runningVar, groups) ?? unknown(),
  };
  const none: Distances = { gap: unknown(), spread: unknown(), distance: unknown(), matters: new Uint8Array(groups) };
  const distances = (of: Statistics | null): Distances =>
    looked && of && looked.moments.shift.length === groups ? distancesOf(looked.moments, of, eps) : none;
  const before = distances(stored);
  const after = distances(statistics);
  const remains =
    looked && statistics && after !== none
      ? remainingCauses(looked.moments, used, statistics, eps, after)
      : new Map<number, RemainingCause>();
  return {
    channels: groups,
    trainPasses:
      batches.length === 0
        ? null
        : { first: batches[0].pass, last: batches[batches.length - 1].pass, count: batches.length },
    chosen: chosen.length,
    used: used.length,
    outliers,
    on: looked && { pass: looked.pass, mode: looked.mode, batch: looked.batch },
    momentum: choice.momentum ?? momentumOf(layer),
    isTracking: isTracking(layer) && state.runningMean !== null,
    stored: outcomeOf(before),
    methods: statistics
      ? repairMethods.map((method) => ({
          method,
          ...outcomeOf(method === choice.method ? after : distances(by(method))),
        }))
      : [],
    storedMean: stored.mean,
    storedVar: stored.variance,
    mean: statistics?.mean ?? unknown(),
    var: statistics?.variance ?? unknown(),
    moves: statistics
      ? statistics.mean.map((mean, group) => (mean - stored.mean[group]) / Math.sqrt(stored.variance[group] + eps))
      : unknown(),
    before: before.distance,
    after: after.distance,
    mattersBefore: before.matters,
    mattersAfter: after.matters,
    remains: causesOf(remains),
  };
}

interface Looked {
  readonly pass: number;
  readonly mode: 'train' | 'eval';
  readonly batch: string;
  readonly moments: Moments;
}

/** The shown pass where it is an eval pass, else the last eval pass before it, else the last that ran. */
function lookedAt({ passes }: Session, pass: number | null): Looked | null {
  const ran = passes
    .slice(0, (pass ?? -1) + 1)
    .flatMap(({ kind, moments, plan }, index): Looked[] =>
      kind === 'computed' ? [{ pass: index, mode: plan.mode, batch: plan.batch.label, moments }] : [],
    );
  return ran.findLast(({ mode }) => mode === 'eval') ?? ran.at(-1) ?? null;
}

function fitting(values: Float64Array | null, groups: number): Float64Array | null {
  return values?.length === groups ? values : null;
}

function outcomeOf({ distance, matters }: Distances): Outcome {
  const known = distance.filter((value) => !Number.isNaN(value));
  return { typical: median(known), matter: matters.reduce((sum, one) => sum + one, 0) };
}

function causesOf(causes: ReadonlyMap<number, RemainingCause>): Repair['remains'] {
  const channels = new Map<RemainingCause, number[]>();
  for (const [channel, cause] of causes) channels.set(cause, [...(channels.get(cause) ?? []), channel]);
  return [...channels]
    .map(([cause, list]) => ({ cause, channels: list }))
    .sort((a, b) => b.channels.length - a.channels.length);
}
