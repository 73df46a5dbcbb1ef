import type { Layout } from './layout.js';
import type { Normalizer } from './normalizer.js';
import type { Values } from './tensor.js';

/** x̂ and y of one value of one group; y is NaN where a Linear mixes channels, since one value does not decide it. */
export function normalizeOne(x: number, group: number, normalizer: Normalizer): { normalized: number; y: number } {
  const { shift, remainder, std, gamma, beta, linear } = normalizer;
  const normalized = (x - shift[group] - remainder[group]) / std[group];
  return { normalized, y: linear ? NaN : gamma[group] * normalized + beta[group] };
}

/**
 * y of a whole tensor, or of its first elements: each the exact value rounded once to the type of `values`.
 * @param values [outer, groups, inner]
 * @param into where y goes; of the same type and length as `values`, new where absent
 */
export function normalizeValues(values: Values, layout: Layout, normalizer: Normalizer, into?: Values): Values {
  const y =
    into ?? (values instanceof Float32Array ? new Float32Array(values.length) : new Float64Array(values.length));
  const { groups, inner } = layout;
  const { shift, remainder, gamma, beta, std } = normalizer;
  const scale = gamma.map((value, group) => value / std[group]);
  if (inner === 1) {
    for (let row = 0; row < values.length; row += groups) scaleRow(values, y, row, shift, remainder, scale, beta);
    return y;
  }
  for (let run = 0, start = 0; start < values.length; run++, start += inner) {
    const group = run % groups;
    scaleRun(values, y, start, start + inner, shift[group], remainder[group], scale[group], beta[group]);
  }
  return y;
}

function scaleRun(
  x: Values,
  y: Values,
  start: number,
  end: number,
  shift: number,
  remainder: number,
  scale: number,
  beta: number,
): void {
  for (let i = start; i < end; i++) y[i] = (x[i] - shift - remainder) * scale + beta;
}

function scaleRow(
  x: Values,
  y: Values,
  start: number,
  shift: Float64Array,
  remainder: Float64Array,
  scale: Float64Array,
  beta: Float64Array,
): void {
  for (let group = 0, i = start; group < shift.length; group++, i++) {
    y[i] = (x[i] - shift[group] - remainder[group]) * scale[group] + beta[group];
  }
}
