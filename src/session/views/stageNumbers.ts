import { isAffine, normalizeOne, usesBatchStatistics, type Layout, type StageId } from '../../engine/index.js';
import { countText, settingText } from '../numberText.js';
import { channelMeanAndVariance, passNormalizer, type ComputedPass } from '../records/index.js';
import type { TermValues } from './terms.js';
import { updateTerms } from './updateTerms.js';
import type { ArithmeticStage, Term } from './view.js';

type StageNumbers = Pick<ArithmeticStage, 'terms' | 'result'>;

/** The numbers of each stage of a pass, for one channel and one value `x` of it; they are added to `values`. */
export function stageNumbers(
  record: ComputedPass,
  { count }: Layout,
  channel: number,
  x: number,
  values: TermValues,
): (id: StageId) => StageNumbers {
  const { layer, plan, moments, after } = record;
  const { convention } = layer;
  const normalizer = passNormalizer(record);
  const isOnBatch = usesBatchStatistics(layer, plan.mode);
  const statistic = (value: number): Term => (isOnBatch ? values.batch(value) : values.running(value));
  const { asWritten } = moments;
  const [exactMean] = channelMeanAndVariance(moments, channel);
  const batchMean = asWritten?.mean[channel] ?? exactMean;
  const { normalized, y } = normalizeOne(x, channel, normalizer);

  return (id) => {
    switch (id) {
      case 'batch-mean':
        return { terms: [values.sum(batchMean * count), ` / ${countText(count)}`], result: values.add(batchMean) };
      case 'batch-variance': {
        const divisor = convention.normalizingVar === 'biased' ? count : count - 1;
        if (asWritten && convention.varianceAsWritten !== 'two-pass' && convention.normalizingVar === 'biased') {
          // What float32 subtracts; E[x²] is not kept, but nothing is lost by adding again what was subtracted.
          const square = Math.fround(batchMean * batchMean);
          const meanSquare = Math.fround(asWritten.variance[channel] + square);
          return {
            terms: [values.single(meanSquare), ' − ', values.single(square)],
            result: values.add(normalizer.variance[channel]),
          };
        }
        // Σ(x − μ)² may be a number that float64 does not have, while the variance is one.
        const squares = (asWritten?.native?.squares ?? moments.m2)[channel];
        const sum = !asWritten && moments.extremes?.has(channel) ? 'Σ(x − μ)²' : values.sum(squares);
        return {
          terms: [sum, ` / ${countText(divisor)}`],
          result: values.add(normalizer.variance[channel]),
        };
      }
      case 'normalize': {
        const mean = normalizer.shift[channel] + normalizer.remainder[channel];
        return {
          terms: [
            '(',
            values.plain(x),
            ' − ',
            ...inParentheses(mean, statistic(mean)),
            ') / √(',
            statistic(normalizer.variance[channel]),
            ` + ${settingText(convention.eps)})`,
          ],
          result: values.add(normalized),
        };
      }
      case 'scale-and-shift':
        return normalizer.linear
          ? { terms: [], result: null }
          : {
              terms: outputTerms(),
              result: values.add(y),
            };
      case 'update-running-mean':
        return {
          terms: updateTerms(record, channel, 'mean', values),
          result: values.add(after.runningMean?.[channel] ?? NaN),
        };
      case 'update-running-variance':
        return {
          terms: updateTerms(record, channel, 'variance', values),
          result: values.add(after.runningVar?.[channel] ?? NaN),
        };
    }
  };

  function outputTerms(): Term[] {
    const { native, gamma, beta } = normalizer;
    if (native?.kind !== 'folded') return affineTerms(gamma[channel], beta[channel]);
    // The two products nearly cancel where the mean is large: all their digits are shown.
    const offset = native.offset[channel];
    return [
      values.single(native.scale[channel]),
      ' · ',
      ...inParentheses(x, values.single(x)),
      ' + ',
      ...inParentheses(offset, values.single(offset)),
    ];
  }

  function affineTerms(gamma: number, beta: number): Term[] {
    if (!isAffine(layer)) return [values.plain(normalized)];
    const scale = convention.affine === 'fixed-gamma' ? [] : [values.affine(gamma), ' · '];
    return [...scale, values.plain(normalized), ' + ', ...inParentheses(beta, values.affine(beta))];
  }
}

/** A negative number after another sign. */
function inParentheses(value: number, term: Term): Term[] {
  return value < 0 ? ['(', term, ')'] : [term];
}
