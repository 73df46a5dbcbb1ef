import { attributesOf, EngineError, type Layer, type LayerState } from '../../engine/index.js';
import { layerAt, type Session } from '../run/index.js';
import type { EvalLayer } from './fold.js';
import { outliersAmong, type OutlierBatch } from './outliers.js';
import { momentumOf, recompute, type RepairMethod, type Statistics } from './recompute.js';
import { type TrainBatch, trainBatches } from './trainBatch.js';

/** Which batches the statistics are made of, and how. */
export interface RepairChoice {
  /** Of the train passes up to the shown one only those in this half-open range of the program's passes; null: all. */
  readonly range: readonly [from: number, to: number] | null;
  readonly leavesOutOutliers: boolean;
  readonly method: RepairMethod;
  /** Of the exponential average, in the convention's own terms; null: the layer's. */
  readonly momentum: number | null;
}

/** What a session's train batches are made of. */
export interface Repaired {
  /** As it is set at the shown pass. */
  readonly layer: Layer;
  /** After the shown pass; the initial one before the first. */
  readonly state: LayerState;
  /** The train batches up to the shown pass. */
  readonly batches: readonly TrainBatch[];
  /** Those that are chosen. */
  readonly chosen: readonly TrainBatch[];
  readonly outliers: readonly OutlierBatch[];
  /** Those that statistics are made of. */
  readonly used: readonly TrainBatch[];
  /** By the method that is chosen; null where there is no batch. */
  readonly statistics: Statistics | null;
  /** By any method. */
  readonly by: (method: RepairMethod) => Statistics;
}

/** What was asked for last, as long as the passes are the same. */
const known = new WeakMap<Session['passes'], { readonly key: string; readonly result: Promise<Repaired> }>();

/**
 * Population statistics from the batches behind `pass`.
 * @param pass null: before the first, where there is no batch
 * @throws the reason of whoever has cancelled it
 */
export async function repaired(
  session: Session,
  pass: number | null,
  choice: RepairChoice,
  breathe?: () => Promise<void>,
): Promise<Repaired> {
  const { range, leavesOutOutliers, method, momentum } = choice;
  const key = JSON.stringify([pass, range, leavesOutOutliers, method, momentum]);
  const last = known.get(session.passes);
  if (last?.key === key) return last.result;
  const result = made(session, pass, choice, breathe);
  known.set(session.passes, { key, result });
  result.catch(() => known.delete(session.passes));
  return result;
}

async function made(
  session: Session,
  pass: number | null,
  { range, leavesOutOutliers, method, momentum }: RepairChoice,
  breathe?: () => Promise<void>,
): Promise<Repaired> {
  const layer = pass === null ? session.layer : layerAt(session, pass);
  const record = pass === null ? undefined : (session.passes.at(pass) ?? session.passes.at(-1));
  const batches = trainBatches(session.passes, (pass ?? -1) + 1);
  const chosen = range ? batches.filter((batch) => batch.pass >= range[0] && batch.pass < range[1]) : batches;
  const outliers = await outliersAmong(chosen, breathe);
  const passes = new Set(outliers.map((outlier) => outlier.pass));
  const used = leavesOutOutliers ? chosen.filter((batch) => !passes.has(batch.pass)) : chosen;
  const by = (one: RepairMethod) => recompute(used, one, momentum ?? momentumOf(layer));
  return {
    layer,
    state: record?.after ?? session.initial,
    batches,
    chosen,
    outliers,
    used,
    statistics: used.length === 0 ? null : by(method),
    by,
  };
}

/**
 * What eval of this layer makes of a channel, by recomputed statistics where there are any, else by the stored ones.
 * @throws EngineError where it cannot be said of each channel alone, or there are no statistics at all
 */
export function evalLayerOf({ layer, state, statistics }: Repaired, channels: number): EvalStatistics {
  const { runningMean, runningVar, gamma, beta, linear } = state;
  if (linear) throw new EngineError('γ and β are a Linear here, which mixes the channels: it cannot be folded');
  const { mean, variance } = statistics ?? { mean: runningMean, variance: runningVar };
  if (!mean || !variance) {
    throw new EngineError('There are no statistics yet: train, or name runningMean and runningVar in the program');
  }
  if (mean.length !== channels) {
    throw new EngineError(
      `${mean.length} statistics for ${channels} channels: those over the batch alone cannot be folded`,
    );
  }
  return {
    mean,
    variance,
    gamma: gamma ?? new Float64Array(channels).fill(1),
    beta: beta ?? new Float64Array(channels),
    eps: attributesOf(layer.convention).eps,
    isRecomputed: statistics !== null,
  };
}

/** And whose statistics they are. */
export interface EvalStatistics extends EvalLayer {
  readonly isRecomputed: boolean;
}
