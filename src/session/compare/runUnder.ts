import {
  advance,
  changedState,
  EngineError,
  initialState,
  isAffine,
  layoutOf,
  sameShape,
  stateAfterError,
  type Convention,
  type Layer,
  type LayerState,
  type Moments,
  type Normalizer,
  type PassStatistics,
} from '../../engine/index.js';
import { layerForPass, type PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';

type Program = Pick<Session, 'program' | 'layer' | 'initial' | 'given' | 'passes'>;

/** One pass under a convention. */
export class PassUnder {
  #evaluated: Normalizer | null | undefined;

  /**
   * @param statistics null: the pass was refused
   * @param state after the pass
   */
  constructor(
    readonly statistics: PassStatistics | null,
    readonly state: LayerState,
    private readonly layer: Layer,
    private readonly batch: MeasuredBatch | null,
  ) {}

  /** What the pass's own batch would be normalized with in eval, after the pass; null where eval refuses. */
  get evaluated(): Normalizer | null {
    if (this.#evaluated !== undefined) return this.#evaluated;
    const { batch, layer, state } = this;
    this.#evaluated =
      batch && unlessRefused(() => advance(layer, 'eval', batch.moments, state, batch.shape).normalizer);
    return this.#evaluated;
  }
}

interface MeasuredBatch {
  readonly moments: Moments;
  readonly shape: readonly number[];
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
export class RunUnder {
  readonly #sessionLayer: Layer;
  readonly #isOwn: boolean;
  /** As the program begins. */
  readonly #first: Layer;
  #state: LayerState;

  constructor(session: Program, convention: Convention) {
    this.#sessionLayer = session.layer;
    this.#isOwn = convention === session.layer.convention;
    this.#first = layerUnder(session, convention);
    this.#state = startUnder(session, this.#first);
  }

  /** Runs the next pass. */
  next(record: PassRecord): PassUnder {
    const { plan, moments, shape, set } = record;
    const isSet = this.#isOwn && record.layer !== this.#sessionLayer;
    const layer = isSet ? layerUnder(record, record.layer.convention) : this.#first;
    const batch = moments && shape ? { moments, shape } : null;
    const before = set ? changedState(layer, this.#state, set) : this.#state;
    this.#state = before;
    const statistics =
      batch &&
      unlessRefused(
        () => advance(layerForPass(layer, plan), plan.mode, batch.moments, before, batch.shape),
        (error) => (this.#state = stateAfterError(error, before)),
      );
    if (statistics) this.#state = statistics.after;
    return new PassUnder(statistics, this.#state, layer, batch);
  }
}

/** What running a pass takes, in numbers that are looked at: each of a group's is worked on in many steps. */
export function workOfPass(groups: number): number {
  return 32 * (64 + groups);
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

/**
 * Why a convention cannot be run on a session's records, or null.
 * @param shapes as `shapesOf` has them
 */
export function obstacleTo(session: Program, convention: Convention, shapes: readonly Shape[]): string | null {
  const layer = layerUnder(session, convention);
  for (const shape of shapes) {
    const problem = otherGroups(shape, layer, session.layer);
    if (problem) return problem;
  }
  return null;
}

type Shape = readonly number[];

/** The shapes that the batches of a session have, each once: of 10,000 mini-batches, two. */
export function shapesOf({ passes }: Program): readonly Shape[] {
  const shapes = new Map<string, Shape>();
  let last: Shape = [];
  for (const { shape } of passes) {
    if (!shape || sameShape(shape, last)) continue;
    shapes.set(shape.join(), shape);
    last = shape;
  }
  return [...shapes.values()];
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
