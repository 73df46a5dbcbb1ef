import { misfitOf, type Misfit, type Predictor, type Targets } from './residuals.js';
import { decayOf, hasMomentum, settled, type Parameters, type Rule } from './rule.js';

/** A rule with the eps and momentum at which it is nearest to everything that is expected. */
export interface Fit {
  readonly rule: Rule;
  readonly parameters: Parameters;
  readonly misfit: Misfit;
  /** What the rule makes of everything that is expected. */
  readonly found: Float64Array;
  /** Root of the mean square of the errors, by the scale of each value's tensor. */
  readonly spread: number;
  /** How much the values move as a whole (root of the sum of squares, by scale) with ln eps and with the decay. */
  readonly slopes: { readonly eps: number; readonly decay: number };
  /** Standard errors of ln eps and the decay where an error has a standard deviation of 1. */
  readonly unitErrors: { readonly eps: number; readonly decay: number };
}

/** More values than these say no more of two numbers. */
const mostFitted = 4096;
const epsGrid = [1e-5, 1e-3, 1e-2, 1e-7, 0.1, 1e-12];
const decayGrid = [0.9, 0.99, 0.5, 0.999, 0.1, 0, 1];
const step = 1e-5;
const iterations = 40;
const rounds = 4;

/**
 * ln eps and momentum by least squares (Levenberg and Marquardt) from the best of a grid, over outputs and running
 * values alike, each by the scale of its tensor.
 */
export function fitRule(rule: Rule, predictor: Predictor): Fit {
  const { targets } = predictor;
  const chosen = chosenOf(targets);
  const [convention] = rule.members;
  const isMoving = hasMomentum(rule);
  const at = ([lnEps, decay]: readonly number[]) => settled(rule, convention, { eps: Math.exp(lnEps), decay });
  const residuals = (theta: readonly number[]) => residualsOf(predictor.predict(at(theta)), targets, chosen);
  const start = { eps: convention.eps > 0 ? convention.eps : 1e-12, decay: decayOf(convention) };
  let theta = [Math.log(start.eps), start.decay];
  let found = residuals(theta);
  const trial = (candidate: readonly number[]) => {
    const r = residuals(candidate);
    if (sumOfSquares(r) < sumOfSquares(found)) [theta, found] = [[...candidate], r];
  };
  const tryGrid = () => {
    const [, decay] = theta;
    for (const eps of epsGrid) trial([Math.log(eps), decay]);
    const [lnEps] = theta;
    if (isMoving) for (const other of decayGrid) trial([lnEps, other]);
  };
  const descend = () => {
    let damping = 1e-3;
    for (let i = 0; i < iterations; i++) {
      const { columns } = jacobian(residuals, theta, isMoving);
      const [a, b, c, p, q] = normalEquations(columns, found);
      let isBetter = false;
      let [moved, gained] = [0, 0];
      for (let attempt = 0; attempt < 12 && !isBetter; attempt++) {
        const next = bounded(theta, solve(a * (1 + damping), b, c * (1 + damping), p, q), isMoving);
        const r = residuals(next);
        isBetter = sumOfSquares(r) < sumOfSquares(found);
        damping = isBetter ? Math.max(damping / 10, 1e-14) : damping * 10;
        if (!isBetter) continue;
        gained = 1 - sumOfSquares(r) / sumOfSquares(found);
        moved = Math.abs(next[0] - theta[0]) + Math.abs(next[1] - theta[1]);
        [theta, found] = [next, r];
      }
      if (!isBetter || moved < 1e-13 || gained < 1e-7) break;
    }
  };
  // Where eps is tiny beside every variance nothing slopes back up: what was found is tried against the grid again.
  for (let round = 0; round < rounds; round++) {
    const before = sumOfSquares(found);
    tryGrid();
    if (round > 0 && sumOfSquares(found) === before) break;
    descend();
  }
  const parameters = { eps: Math.exp(theta[0]), decay: theta[1] };
  const all = predictor.predict(at(theta));
  const { columns } = jacobian(residuals, theta, isMoving);
  const [a, b, c] = normalEquations(columns, found);
  const determinant = a * c - b * b;
  const isJoint = isMoving && determinant > 1e-14 * a * c;
  return {
    rule,
    parameters,
    misfit: misfitOf(all, targets, predictor.replay.evidence.passes.length),
    found: all,
    spread: Math.sqrt(sumOfSquares(found) / Math.max(1, found.length - 2)),
    slopes: { eps: Math.sqrt(a), decay: Math.sqrt(c) },
    unitErrors: {
      eps: Math.sqrt(isJoint ? c / determinant : 1 / a),
      decay: Math.sqrt(isJoint ? a / determinant : 1 / c),
    },
  };
}

/** Which of the values are fitted: all, or some spread over every part. */
function chosenOf({ expected, parts }: Targets): Uint32Array {
  const isNumber = (i: number) => Number.isFinite(expected[i]);
  const most = Math.max(16, Math.floor(mostFitted / parts.length));
  const chosen = parts.flatMap(({ from, to }) => {
    const every = Math.ceil((to - from) / most) | 1;
    return Array.from({ length: Math.ceil((to - from) / every) }, (_, i) => from + i * every).filter(isNumber);
  });
  return Uint32Array.from(chosen);
}

/** A rule that makes NaN of what is a number is far off, and by no direction. */
const noNumber = 1e3;

function residualsOf(found: Float64Array, { expected, scale }: Targets, chosen: Uint32Array): Float64Array {
  return Float64Array.from(chosen, (i) => {
    const error = (found[i] - expected[i]) / scale[i];
    return Number.isFinite(error) ? Math.max(-noNumber, Math.min(noNumber, error)) : noNumber;
  });
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

function jacobian(
  residuals: (theta: readonly number[]) => Float64Array,
  [lnEps, decay]: readonly number[],
  isMoving: boolean,
): { readonly columns: readonly [Float64Array, Float64Array] } {
  const slope = (low: readonly number[], high: readonly number[], width: number) => {
    const [a, b] = [residuals(low), residuals(high)];
    return b.map((value, i) =>
      Math.abs(value) === noNumber || Math.abs(a[i]) === noNumber ? 0 : (value - a[i]) / width,
    );
  };
  const [below, above] = [Math.max(0, decay - step), Math.min(1, decay + step)];
  const ofEps = slope([lnEps - step, decay], [lnEps + step, decay], 2 * step);
  const ofDecay = isMoving ? slope([lnEps, below], [lnEps, above], above - below) : new Float64Array(ofEps.length);
  return { columns: [ofEps, ofDecay] };
}

/** JᵀJ as [a, b; b, c], and −Jᵀr as [p, q]. */
function normalEquations(
  [ofEps, ofDecay]: readonly [Float64Array, Float64Array],
  found: Float64Array,
): readonly [number, number, number, number, number] {
  let [a, b, c, p, q] = [0, 0, 0, 0, 0];
  for (let i = 0; i < found.length; i++) {
    a += ofEps[i] * ofEps[i];
    b += ofEps[i] * ofDecay[i];
    c += ofDecay[i] * ofDecay[i];
    p -= ofEps[i] * found[i];
    q -= ofDecay[i] * found[i];
  }
  return [a, b, c, p, q];
}

function solve(a: number, b: number, c: number, p: number, q: number): readonly [number, number] {
  const determinant = a * c - b * b;
  if (determinant > 0) return [(c * p - b * q) / determinant, (a * q - b * p) / determinant];
  return [a > 0 ? p / a : 0, c > 0 ? q / c : 0];
}

/** One step at a time: eps by e² at most and not below what float64 tells, the decay from 0 to 1. */
function bounded([lnEps, decay]: readonly number[], by: readonly number[], isMoving: boolean): number[] {
  const eps = Math.max(-40, Math.min(4, lnEps + Math.max(-2, Math.min(2, by[0]))));
  return [eps, isMoving ? Math.max(0, Math.min(1, decay + by[1])) : decay];
}
