import {
  channelOfGroup,
  layoutOf,
  meanAt,
  usesBatchStatistics,
  varianceAt,
  type Moments,
} from '../../../engine/index.js';
import { exactText, numberText, signedText } from '../../numberText.js';
import { meanGapOf, type ComputedPass } from '../../records/index.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  rounding: {
    default: 2 ** -23,
    source: 'A spread of less than one step of float32, 2⁻²³ of the mean, is rounding.',
  },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly found: Map<number, Constant>;
  channels: number;
}

interface Constant extends Evidence {
  readonly channel: number;
  /** The first pass in which it is constant. */
  readonly record: ComputedPass;
  /** The pass in which it costs most. */
  worst: ComputedPass;
  lastPass: number;
  weight: number;
}

/** Channels whose batch is one value throughout, to within float32's rounding. */
export const zeroVariance: Rule<Memory, typeof thresholds> = {
  id: 'zero-variance',
  thresholds,
  link: 'https://github.com/pytorch/vision/issues/648',
  explains: ['eps-dominates', 'amplifying-channel', 'distribution-shift', 'outlier-batch'],

  start: (_layer, _state, limits) => ({ limits, found: new Map(), channels: 0 }),

  see(memory, { pass, record }) {
    if (memory.channels === 0) memory.channels = record.moments?.min.length ?? 0;
    if (record.kind === 'refused' || record.moments.count === 1) return;
    const { found, limits } = memory;
    const { moments, after, layer } = record;
    for (let channel = 0; channel < moments.min.length; channel++) {
      if (!isConstant(moments, channel, limits.rounding)) continue;
      const weight = Math.abs(meanGapOf(moments, after, layer, channel));
      const known = found.get(channel);
      if (!known) {
        found.set(channel, { channel, pass, lastPass: pass, known: pass, weight, record, worst: record });
        continue;
      }
      known.lastPass = pass;
      if (weight > known.weight || record.plan.mode !== known.worst.plan.mode) known.worst = record;
      known.weight = weight;
    }
  },

  tell({ found, channels }) {
    const words = (one: Constant): Words => ({
      severity: 'warning',
      label: 'constant',
      message: sentence(one),
      remedy: 'Look at the layer before: a dead unit or a constant input feeds this channel.',
    });
    return [telling({ evidence: [...found.values()], channels, example: 'first', words })];
  },
};

/** min = max, and not m2 = 0, which underflow makes of values that differ. */
function isConstant(moments: Moments, channel: number, rounding: number): boolean {
  const { min, max, nonFinite, m2, count, shift } = moments;
  if (nonFinite[channel] > 0) return false;
  if (min[channel] === max[channel]) return true;
  const least = rounding * shift[channel];
  return m2[channel] > 0 && m2[channel] < count * least * least;
}

function sentence({ record, worst, channel }: Constant): string {
  const { moments, layer, shape, before, plan } = record;
  const isExact = moments.min[channel] === moments.max[channel];
  const constant = isExact
    ? `Every value is ${exactText(moments.min[channel])}:`
    : `Every value is ${exactText(Math.fround(meanAt(moments, channel)))} to within float32's rounding (σ ${numberText(Math.sqrt(varianceAt(moments, channel)))}):`;
  if (moments.asWritten) return `${constant} the exact variance is 0.`;
  const own = usesBatchStatistics(layer, plan.mode);
  const evaluated = [record, worst].find((one) => !usesBatchStatistics(one.layer, one.plan.mode));
  const inEval = evaluated ? evalText(evaluated, channel) : null;
  if (!own) return `${constant} ${inEval ?? 'its output is one number'}.`;
  const beta = before.beta?.[channelOfGroup(layoutOf(shape, layer), channel)];
  const trained = `variance ${isExact ? '0' : 'of nothing but rounding'}, y = ${beta === undefined ? '0' : `β = ${numberText(beta)}`}`;
  return `${constant} ${trained}${inEval === null ? '' : `; ${inEval}`}.`;
}

/** Evaluated, its gap counts like any other. */
function evalText({ moments, before, layer }: ComputedPass, channel: number): string {
  const gap = signedText(meanGapOf(moments, before, layer, channel));
  return `eval x̂ is ${gap} throughout (running mean ${numberText(before.runningMean?.[channel] ?? NaN)}, variance ${numberText(before.runningVar?.[channel] ?? NaN)})`;
}
