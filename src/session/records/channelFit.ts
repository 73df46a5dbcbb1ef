import { layoutOf, normalizeValues } from '../../engine/index.js';
import { interruptionOf, type ReadOptions } from '../../formats/index.js';
import type { BatchStore } from '../batches/index.js';
import type { Batch } from '../program/index.js';
import type { ChannelFit, ComputedPass } from './passRecord.js';
import { passNormalizer } from './passNormalizer.js';

/**
 * Least squares of the error over the output, channel by channel.
 * @param expected of the output's shape
 * @returns null where a linear layer follows, whose outputs are other ones, and where a number is not finite
 * @throws as `compareOutput`
 */
export async function channelFit(
  pass: ComputedPass,
  expected: Batch,
  store: BatchStore,
  options: ReadOptions = {},
): Promise<ChannelFit | null> {
  const normalizer = passNormalizer(pass);
  if (normalizer.linear) return null;
  const layout = layoutOf(pass.shape, pass.layer);
  const { groups, inner } = layout;
  const sums = Array.from({ length: 6 }, () => new Float64Array(groups));
  const [count, meanOf, meanError, squares, products, errors] = sums;
  const whole = { ...options, order: 'C', multipleOf: groups * inner } as const;
  await store.withPieces(pass.plan.batch, whole, (inputs) =>
    store.withPieces(expected, { ...interruptionOf(options), order: 'C', multipleOf: 1 }, async (wanted) => {
      let theirs = await wanted.next();
      for await (const { values, offset } of inputs) {
        const found = normalizeValues(values, layout, normalizer, { offset });
        for (let i = 0; i < found.length; i++) {
          while (!theirs.done && offset + i >= theirs.value.offset + theirs.value.values.length) {
            theirs = await wanted.next();
          }
          if (theirs.done) return;
          const group = Math.floor((offset + i) / inner) % groups;
          const error = theirs.value.values[offset + i - theirs.value.offset] - found[i];
          const share = 1 / (count[group] += 1);
          const [apart, errorApart] = [found[i] - meanOf[group], error - meanError[group]];
          meanOf[group] += apart * share;
          meanError[group] += errorApart * share;
          squares[group] += apart * (found[i] - meanOf[group]);
          products[group] += apart * (error - meanError[group]);
          errors[group] += errorApart * (error - meanError[group]);
        }
      }
    }),
  );
  const [factor, constant] = [new Float64Array(groups), new Float64Array(groups)];
  let left = 0;
  let leftByConstants = 0;
  let all = 0;
  for (let group = 0; group < groups; group++) {
    const slope = products[group] / squares[group];
    factor[group] = 1 + slope;
    constant[group] = meanError[group] - (slope || 0) * meanOf[group];
    leftByConstants += errors[group];
    left += squares[group] === 0 ? errors[group] : Math.max(0, errors[group] - slope * products[group]);
    all += errors[group] + count[group] * meanError[group] ** 2;
  }
  if (!Number.isFinite(left / all)) return null;
  return { factor, constant, left: left / all, leftByConstants: leftByConstants / all };
}
