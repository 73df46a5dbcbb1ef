import {
  advance,
  changedState,
  EngineError,
  initialState,
  layoutOf,
  normalizeOne,
  stateAfterError,
  type Convention,
  type Layer,
  type LayerState,
  type Layout,
  type Moments,
  type Normalizer,
  type Values,
} from '../../engine/index.js';
import { layerForPass } from '../records/index.js';
import type { Session } from '../run/index.js';
import type { Evidence, EvidencePass } from './evidence.js';

/** A program's passes and their statistics, [passes], ready to run under any rule that takes them so. */
export interface Replay {
  readonly session: Session;
  readonly evidence: Evidence;
  /** Over the axes of `layer`; null where a batch cannot be read. */
  readonly moments: readonly (Moments | null)[];
  /** Channel axis and axes of statistics; its convention is the first that takes them so. */
  readonly layer: Layer;
  /** Exchanges something that the program says, to see whether it was meant otherwise. */
  readonly twist?: Twist;
}

/** Something besides its convention that a program may have wrong. */
export interface Twist {
  /** Parameters and running values before the first pass. */
  readonly state?: (state: LayerState) => LayerState;
  /** Whether each pass is run in the other mode, of those that have an expected output. */
  readonly swapsModes?: boolean;
  /** Takes the parts of a batch one by one. */
  readonly moments?: (moments: Moments, pass: number) => Moments;
}

/** What a rule makes of a pass; `normalizer` null: it refuses it. */
export interface SimulatedPass {
  readonly normalizer: Normalizer | null;
  readonly after: LayerState;
  readonly layout: Layout | null;
}

/** The layer of the session under a convention; γ, β or the Linear stay what the layer has. */
export function layerUnder({ layer, initial }: Session, convention: Convention, axes: Layer): Layer {
  const own = initial.linear ? 'linear' : convention.affine === 'linear' ? 'elementwise' : convention.affine;
  return {
    convention: { ...convention, affine: own },
    channelAxis: axes.channelAxis,
    batchAxis: axes.batchAxis ?? 0,
    affine: layer.affine,
    trackRunningStats: layer.trackRunningStats,
  };
}

/** Every pass under a convention, from the statistics alone. */
export function simulate(replay: Replay, convention: Convention): readonly SimulatedPass[] {
  const { session, evidence, moments, twist } = replay;
  const layer = layerUnder(session, convention, replay.layer);
  let state: LayerState | null = null;
  return evidence.passes.map((pass, index): SimulatedPass => {
    const { record, shape } = pass;
    const layout = shape && layoutUnder(shape, layer);
    state ??= layout && startUnder(session, layer, layout, twist);
    const own = moments[index];
    const batch = (own && twist?.moments?.(own, index)) ?? own;
    if (!state || !layout || batch?.shift.length !== layout.groups) {
      return { normalizer: null, after: state ?? session.initial, layout: null };
    }
    if (record.set) state = changedState(layer, state, record.set);
    const { mode } = record.plan;
    const layerOfPass = layerForPass(layer, record.plan);
    try {
      const { normalizer, after } = advance(layerOfPass, mode, batch, state, shape);
      const shown = twist?.swapsModes
        ? otherMode(layerOfPass, mode, batch, mode === 'train' ? state : after, shape)
        : normalizer;
      state = after;
      return { normalizer: shown, after, layout };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      state = stateAfterError(error, state);
      return { normalizer: null, after: state, layout };
    }
  });
}

function otherMode(
  layer: Layer,
  mode: 'train' | 'eval',
  moments: Moments,
  state: LayerState,
  shape: readonly number[],
): Normalizer {
  return advance(layer, mode === 'train' ? 'eval' : 'train', moments, state, shape).normalizer;
}

export function layoutUnder(shape: readonly number[], layer: Layer): Layout | null {
  try {
    return layoutOf(shape, layer);
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

/** The convention's own start, but for the values that the program gives. */
function startUnder(session: Session, layer: Layer, { channels, groups }: Layout, twist?: Twist): LayerState {
  const fresh = initialState(layer, channels, groups);
  const initial = session.given ?? session.initial;
  const stated = session.program.state ?? {};
  const given = (name: 'gamma' | 'beta' | 'runningMean' | 'runningVar') =>
    stated[name] !== undefined && fresh[name] && initial[name]?.length === fresh[name].length
      ? initial[name]
      : fresh[name];
  const state = {
    ...fresh,
    gamma: given('gamma'),
    beta: given('beta'),
    runningMean: given('runningMean'),
    runningVar: given('runningVar'),
    ...(initial.linear && { linear: initial.linear }),
    numBatchesTracked: initial.numBatchesTracked,
  };
  return twist?.state ? twist.state(state) : state;
}

/**
 * What a simulated pass makes of the values that are known of its output, [points]; NaN where it refuses the pass.
 * @param groups of each point, as `groupsOf` has them
 */
export function predict(pass: EvidencePass, { normalizer, layout }: SimulatedPass, groups: Uint32Array): Float64Array {
  const { output } = pass;
  const points = output?.at.length ?? 0;
  const y = new Float64Array(points);
  if (!output || !normalizer || !layout) return y.fill(NaN);
  if (normalizer.linear) return throughLinear(output.at, output.whole, normalizer, layout);
  for (let i = 0; i < points; i++) y[i] = normalizeOne(output.x[i], groups[i], normalizer).y;
  return y;
}

/** W · x̂ + b over the channels, which are the last axis. */
function throughLinear(
  at: Float64Array,
  x: Values | null,
  normalizer: Normalizer,
  { channels, groups }: Layout,
): Float64Array {
  const y = new Float64Array(at.length);
  const { linear } = normalizer;
  if (!linear || !x) return y.fill(NaN);
  for (let i = 0; i < y.length; i++) {
    const [row, out] = [Math.floor(at[i] / linear.out), at[i] % linear.out];
    let sum = linear.bias[out];
    for (let c = 0; c < channels; c++) {
      const place = row * channels + c;
      sum += linear.weight[out * channels + c] * normalizeOne(x[place], place % groups, normalizer).normalized;
    }
    y[i] = sum;
  }
  return y;
}

/** The group of each point of a pass's output. */
export function groupsOf({ output }: EvidencePass, layout: Layout | null): Uint32Array {
  if (!output || !layout) return new Uint32Array(output?.at.length ?? 0);
  const { groups, inner } = layout;
  return Uint32Array.from(output.at, (at) => Math.floor(at / inner) % groups);
}
