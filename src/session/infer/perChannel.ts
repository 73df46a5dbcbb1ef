import type { Evidence } from './evidence.js';
import type { PerChannel } from './explanation.js';
import { channelOfGroup } from '../../engine/index.js';
import type { Predictor, Targets } from './residuals.js';
import { groupsOf, layoutUnder } from './simulate.js';

/**
 * The straight line from what a rule finds to what is expected, channel by channel, where it explains the outputs: a bias
 * that was folded or forgotten, another γ or β. null: it does not.
 * @param found what the rule makes of everything that is expected
 */
export function perChannelOf(
  predictor: Predictor,
  found: Float64Array,
  { passes }: Evidence,
  { expected, scale, parts }: Targets,
): PerChannel | null {
  const { layer } = predictor.replay;
  const outputs = parts.filter(({ quantity }) => quantity === 'output');
  const channels = Math.max(0, ...outputs.map(({ pass }) => layoutOfPass(pass)?.channels ?? 0));
  const sums = Array.from({ length: channels }, () => ({ n: 0, f: 0, e: 0, ff: 0, fe: 0 }));
  const each = (visit: (i: number, channel: number) => void) => {
    for (const { pass, from, to } of outputs) {
      const layout = layoutOfPass(pass);
      if (!layout || passes[pass].output?.whole) continue;
      const groups = groupsOf(passes[pass], layout);
      for (let i = from; i < to; i++) {
        if (Number.isFinite(found[i]) && Number.isFinite(expected[i]))
          visit(i, channelOfGroup(layout, groups[i - from]));
      }
    }
  };
  each((i, channel) => {
    const sum = sums[channel];
    sum.n += 1;
    sum.f += found[i];
    sum.e += expected[i];
  });
  each((i, channel) => {
    const sum = sums[channel];
    const f = found[i] - sum.f / sum.n;
    sum.ff += f * f;
    sum.fe += f * (expected[i] - sum.e / sum.n);
  });
  if (sums.length === 0 || sums.some(({ n }) => n < 3)) return null;
  const factor = Float64Array.from(sums, ({ ff, fe }) => (ff > 0 ? fe / ff : 1));
  const constant = Float64Array.from(sums, ({ n, f, e }, channel) => e / n - (factor[channel] * f) / n);
  let [worst, size] = [0, 0];
  each((i, channel) => {
    worst = Math.max(worst, Math.abs(factor[channel] * found[i] + constant[channel] - expected[i]) / scale[i]);
    size = Math.max(size, scale[i]);
  });
  // Outputs of float32 are right to 1e-6 of the largest.
  if (worst > 1e-5) return null;
  const isOne = factor.every((value) => Math.abs(value - 1) < 1e-4);
  const isNone = constant.every((value) => Math.abs(value) < 1e-4 * size);
  return { factor, constant, kind: isOne ? 'constant' : isNone ? 'factor' : 'both' };

  function layoutOfPass(pass: number) {
    const { shape } = passes[pass];
    return shape && layoutUnder(shape, layer);
  }
}
