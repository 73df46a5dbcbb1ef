import {
  advance,
  changedState,
  EngineError,
  initialState,
  isAffine,
  layoutOf,
  stateAfterError,
  type Convention,
  type Layer,
  type LayerState,
  type Normalizer,
  type PassStatistics,
} from '../../engine/index.js';
import { layerForPass } from '../records/index.js';
import type { Session } from '../run/index.js';

type Program = Pick<Session, 'program' | 'layer' | 'initial' | 'given' | 'passes'>;

/** One pass under a convention; `null` in place of what it refuses. */
export interface PassUnder {
  /** null: the pass was refused. */
  readonly statistics: PassStatistics | null;
  /** What the pass's own batch would be normalized with in eval, after the pass; null where eval refuses. */
  readonly evaluated: Normalizer | null;
  readonly state: LayerState;
}

/**
 * The layer of a session under another convention, with that one's eps and momentum. Exact: what is compared are rules,
 * not roundings. A Linear counts as the γ and β that the others have.
 */
export function layerUnder({ layer }: Pick<Program, 'layer'>, convention: Convention): Layer {
  const affine = convention.affine === 'linear' ? 'elementwise' : convention.affine;
  return {
    convention: { ...convention, affine },
    channelAxis: layer.channelAxis,
    batchAxis: layer.batchAxis ?? 0,
    affine: layer.affine,
    trackRunningStats: layer.trackRunningStats,
  };
}

/**
 * The program's computed passes, one after the other, from the records' statistics: no file is read. Values that the program
 * sets are set in every convention; eps and momentum only in the session's own.
 */
export function* runUnder(session: Program, convention: Convention): Generator<PassUnder> {
  const first = layerUnder(session, convention);
  const isOwn = convention === session.layer.convention;
  let state = startUnder(session, first);
  for (const { plan, moments, shape, set, ...record } of session.passes) {
    const layer = isOwn && record.layer !== session.layer ? layerUnder(record, record.layer.convention) : first;
    const batch = moments && shape ? { moments, shape } : null;
    const before = set ? changedState(layer, state, set) : state;
    state = before;
    const statistics =
      batch &&
      unlessRefused(
        () => advance(layerForPass(layer, plan), plan.mode, batch.moments, before, batch.shape),
        (error) => (state = stateAfterError(error, before)),
      );
    state = statistics?.after ?? state;
    const after = state;
    const evaluated =
      batch && unlessRefused(() => advance(layer, 'eval', batch.moments, after, batch.shape).normalizer);
    yield { statistics, evaluated, state };
  }
}

/** The convention's own start, but for the values that the program gives. */
function startUnder(session: Program, layer: Layer): LayerState {
  const { program, layer: sessionLayer, passes } = session;
  const initial = session.given ?? session.initial;
  const shape = passes.find(({ kind }) => kind === 'computed')?.shape ?? passes.find((pass) => pass.shape)?.shape;
  if (!shape) return initial;
  const { channels, groups } = layoutOf(shape, sessionLayer);
  const fresh = initialState(layer, channels, groups);
  const stated = program.state ?? {};
  const isAnyAffine = isAffine(layer);
  return {
    ...fresh,
    gamma: isAnyAffine ? (initial.gamma ?? fresh.gamma) : null,
    beta: isAnyAffine ? (initial.beta ?? fresh.beta) : null,
    runningMean: stated.runningMean === undefined ? fresh.runningMean : initial.runningMean,
    runningVar: stated.runningVar === undefined ? fresh.runningVar : initial.runningVar,
    numBatchesTracked: initial.numBatchesTracked,
  };
}

function unlessRefused<T>(work: () => T, onRefusal?: (error: EngineError) => void): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    onRefusal?.(error);
    return null;
  }
}

/** Why a convention cannot be run on a session's records, or null. */
export function obstacleTo(session: Program, convention: Convention): string | null {
  const layer = layerUnder(session, convention);
  for (const { shape } of session.passes) {
    if (!shape) continue;
    const problem = otherGroups(shape, layer, session.layer);
    if (problem) return problem;
  }
  return null;
}

function otherGroups(shape: readonly number[], layer: Layer, sessionLayer: Layer): string | null {
  const groupsOf = (of: Layer) => {
    try {
      return layoutOf(shape, of);
    } catch (error) {
      if (error instanceof EngineError) return null;
      throw error;
    }
  };
  const ours = groupsOf(sessionLayer);
  if (!ours) return null;
  const theirs = groupsOf(layer);
  if (ours.groups === theirs?.groups && ours.count === theirs.count) return null;
  const words = (of: Layer) =>
    of.convention.statisticsAxes === 'batch' ? 'over axis 0 only' : 'over all axes but the channel’s';
  return `${layer.convention.name} takes statistics ${words(layer)}, ${sessionLayer.convention.name} ${words(sessionLayer)}: on a batch of shape [${shape.join(', ')}] there is nothing to compare one by one`;
}
