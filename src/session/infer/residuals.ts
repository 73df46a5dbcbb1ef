import type { Evidence, EvidencePass } from './evidence.js';
import { groupsOf, predict, simulate, type Replay, type SimulatedPass } from './simulate.js';
import type { Convention } from '../../engine/index.js';

/** All that was expected, one after another: outputs and running values of every pass, [values]. */
export interface Targets {
  readonly expected: Float64Array;
  /** |expected| at its largest in the tensor that each value is of: what an error is measured by. */
  readonly scale: Float64Array;
  /** |error| that each value may have: atol + rtol · |expected|. */
  readonly allowed: Float64Array;
  /** What each stretch of the values is. */
  readonly parts: readonly TargetPart[];
}

export interface TargetPart {
  readonly pass: number;
  readonly quantity: 'output' | 'runningMean' | 'runningVar';
  readonly from: number;
  readonly to: number;
  /** Whether what is found is rounded to float32 before it is compared. */
  readonly isSingle: boolean;
}

/** @throws RangeError where nothing is expected */
export function targetsOf({ passes }: Evidence): Targets {
  const arrays: { pass: number; quantity: TargetPart['quantity']; values: Float64Array; rtol: number; atol: number }[] =
    [];
  for (const [pass, { output, state }] of passes.entries()) {
    if (output) arrays.push({ pass, quantity: 'output', values: output.y, rtol: output.rtol, atol: output.atol });
    for (const quantity of ['runningMean', 'runningVar'] as const) {
      const values = state?.[quantity];
      if (state && values) arrays.push({ pass, quantity, values, rtol: state.rtol, atol: state.atol });
    }
  }
  const size = arrays.reduce((sum, { values }) => sum + values.length, 0);
  const [expected, scale, allowed] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  let from = 0;
  const parts = arrays.map(({ pass, quantity, values, rtol, atol }): TargetPart => {
    const to = from + values.length;
    expected.set(values, from);
    scale.fill(largest(values) || 1, from, to);
    for (let i = 0; i < values.length; i++) {
      // What is no number is right or wrong.
      allowed[from + i] = Number.isFinite(values[i]) ? atol + rtol * Math.abs(values[i]) : 0;
    }
    const part = {
      pass,
      quantity,
      from,
      to,
      isSingle: quantity === 'output' && passes[pass].output?.isSingle === true,
    };
    from = to;
    return part;
  });
  return { expected, scale, allowed, parts };
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) if (Math.abs(value) > most && Math.abs(value) < Infinity) most = Math.abs(value);
  return most;
}

/** What a convention makes of everything that is expected, [values]; NaN where it refuses or keeps no such value. */
export class Predictor {
  readonly #groups: readonly Uint32Array[];

  constructor(
    readonly replay: Replay,
    readonly targets: Targets,
  ) {
    // Which group a value is of follows from the axes alone.
    const passes = simulate(replay, replay.layer.convention);
    this.#groups = replay.evidence.passes.map((pass, index) => groupsOf(pass, passes[index].layout));
  }

  predict(convention: Convention): Float64Array {
    const simulated = simulate(this.replay, convention);
    const values = new Float64Array(this.targets.expected.length);
    let outputs: Float64Array | null = null;
    for (const { pass, quantity, from, to } of this.targets.parts) {
      const evidence: EvidencePass = this.replay.evidence.passes[pass];
      if (quantity === 'output') outputs = predict(evidence, simulated[pass], this.#groups[pass]);
      values.set(quantity === 'output' && outputs ? outputs : running(simulated[pass], quantity, to - from), from);
    }
    return values;
  }
}

/** Running values after a pass, as many as were expected. */
function running({ after }: SimulatedPass, quantity: TargetPart['quantity'], size: number): Float64Array {
  const values = quantity === 'runningMean' ? after.runningMean : quantity === 'runningVar' ? after.runningVar : null;
  return values?.length === size ? values : new Float64Array(size).fill(NaN);
}

/** How far predictions are from what was expected. NaN meets NaN, and an infinity the same infinity. */
export interface Misfit {
  /** Largest |error|; infinite where one of the two is no number. */
  readonly largest: number;
  /** Largest |error| by the scale of its tensor: what rules are ranked by. */
  readonly relative: number;
  readonly agrees: boolean;
  /** Largest |error| of the output of each pass, [passes]; NaN where none is expected. */
  readonly ofOutput: Float64Array;
  /** Likewise of the running values. */
  readonly ofState: Float64Array;
}

export function misfitOf(found: Float64Array, { expected, scale, allowed, parts }: Targets, passes: number): Misfit {
  let [worst, relative, agrees] = [0, 0, true];
  const ofOutput = new Float64Array(passes).fill(NaN);
  const ofState = new Float64Array(passes).fill(NaN);
  for (const { pass, quantity, from, to, isSingle } of parts) {
    let most = 0;
    for (let i = from; i < to; i++) {
      const error = errorOf(isSingle ? Math.fround(found[i]) : found[i], expected[i]);
      if (error > most) most = error;
      if (error / scale[i] > relative) relative = error / scale[i];
      if (error > allowed[i]) agrees = false;
    }
    const of = quantity === 'output' ? ofOutput : ofState;
    of[pass] = Math.max(most, Number.isNaN(of[pass]) ? 0 : of[pass]);
    if (most > worst) worst = most;
  }
  return { largest: worst, relative, agrees, ofOutput, ofState };
}

/** |found − expected|, 0 where both are NaN, infinite where one is. */
export function errorOf(found: number, expected: number): number {
  if (found === expected) return 0;
  const error = Math.abs(found - expected);
  if (!Number.isNaN(error)) return error;
  return Number.isNaN(found) && Number.isNaN(expected) ? 0 : Infinity;
}
