import { arrayOf, compileFilter, ExpressionError, type KnownName } from '../../../src/session/expressions/index.js';
import type { StatesSummary, StateSummary } from '../../../src/session/index.js';
import { severityRank } from '../../../src/session/severity.js';

type Of = (states: StatesSummary, layer: StateSummary, at: number) => number;

const numbers: Readonly<Record<string, readonly [description: string, of: Of]>> = {
  scale: ['largest γ/√(var + eps)', ({ numbers }, _, at) => numbers.largest[at]],
  median: ['median of γ/√(var + eps)', ({ numbers }, _, at) => numbers.median[at]],
  var: ['smallest running variance', ({ numbers }, _, at) => numbers.leastVar[at]],
  channels: ['channels of the layer', (_, { channels }) => channels],
  batches: ['batches counted', (_, { batches }) => batches ?? 0],
  gamma: ['largest |Δγ|', ({ numbers }, _, at) => numbers.gamma[at]],
  beta: ['largest |Δβ|', ({ numbers }, _, at) => numbers.beta[at]],
  mean: ['largest move of the running mean, in σ', ({ numbers }, _, at) => numbers.mean[at]],
  ratio: ['largest ratio of the running variances', ({ numbers }, _, at) => numbers.variance[at]],
  updates: ['updates between the two', (_, { moved }) => moved?.updates ?? NaN],
};
const severities: Readonly<Record<string, number>> = { info: 1, warning: 2, error: 3, finding: 0 };

const names: readonly KnownName[] = [
  ...Object.entries(numbers).map(([name, [description]]) => ({
    ...({ name, description, element: 'number', form: 'channels' } as const),
  })),
  ...Object.keys(severities).map((name) => ({
    ...({ name, description: `has such a finding`, element: 'boolean', form: 'channels' } as const),
  })),
];

export type StatesFilter =
  { readonly ok: true; readonly test: (layer: number) => boolean } | { readonly ok: false; readonly message: string };

/** A filter for layers: a part of their names, or an expression over their numbers. */
export function filterStates(text: string, states: StatesSummary): StatesFilter {
  const { layers } = states;
  const wanted = text.trim().toLowerCase();
  const isIn = (name: string): boolean => name.toLowerCase().includes(wanted);
  if (wanted === '' || layers.some(({ name }) => isIn(name))) return { ok: true, test: (at) => isIn(layers[at].name) };
  const lookup = (name: string) => {
    if (name in numbers) return arrayOf(Float64Array.from(layers, (layer, at) => numbers[name][1](states, layer, at)));
    const rank = severities[name];
    const at = (layer: number) => {
      const found = severityRank(layers[layer].severity);
      return Number(rank === 0 ? found > 0 : found === rank);
    };
    return { element: 'boolean' as const, shape: [layers.length], at };
  };
  try {
    return { ok: true, test: compileFilter(text, names)?.({ lookup }) ?? (() => true) };
  } catch (problem) {
    if (!(problem instanceof ExpressionError)) throw problem;
    return {
      ok: false,
      message: `"${text.trim().slice(0, 60)}" is no name and no filter. Try layer2, scale > 10, var < 1e-5, |mean| > 1, error. At ${problem.message}`,
    };
  }
}
