import { meanAt, usesBatchStatistics, varianceAt, type Layer, type Moments } from '../../../engine/index.js';
import { numberText, settingText } from '../../numberText.js';
import type { ComputedPass } from '../../records/index.js';
import { ChannelSet } from '../channelSet.js';
import { effectOf } from '../effectOf.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  digits: {
    default: 3,
    source:
      'Decimal digits, log₁₀(1 + μ² / σ²), that are lost of the 7.2 that float32 has: with three gone four are left.',
  },
  range: {
    default: 100,
    source:
      'Times the variance, and of N / 2 at most: so wide is (max − min)² of a million normal values; of a rarely firing unit that hardly fired in this batch it is wider.',
  },
  visible: { default: 0.01, source: 'Outputs that are off by less than this share look right.' },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly found: Map<number, Cancelled>;
  /** Channels of which some batch has lost less: what is lost once is chance. */
  readonly steady: ChannelSet;
  channels: number;
}

interface Cancelled extends Evidence {
  readonly channel: number;
  /** Of the worst pass, as are the numbers. */
  readonly layer: Layer;
  readonly mean: number;
  readonly exact: number;
  /** As float32 code computes it; null where that is not emulated, or as good as exact. */
  readonly written: number | null;
  readonly digits: number;
  lastPass: number;
}

/**
 * Channels whose mean is so large beside their spread that E[x²] − E[x]² in float32 loses digits of the variance. Where float32
 * is emulated the number that comes out is told.
 */
export const cancellation: Rule<Memory, typeof thresholds> = {
  id: 'cancellation',
  thresholds,
  link: 'https://github.com/google/flax/issues/1491',
  explains: [],

  start: (_layer, _state, limits) => ({ limits, found: new Map(), steady: new ChannelSet(), channels: 0 }),

  see(memory, { pass, record }) {
    const { limits, found } = memory;
    if (record.kind === 'refused' || !usesBatchStatistics(record.layer, record.plan.mode)) return;
    const { moments } = record;
    memory.channels = moments.shift.length;
    const least = 10 ** limits.digits - 1;
    for (let channel = 0; channel < memory.channels; channel++) {
      const { shift, m2, asWritten } = moments;
      // By the digits of one batch alone, 2 of 200 healthy programs are told, of channels that hardly fired in it.
      const isLost = shift[channel] * shift[channel] * moments.count >= least * m2[channel];
      if (!isLost) memory.steady.add(channel);
      if (!asWritten && (!isLost || memory.steady.has(channel) || isRare(moments, channel, limits.range))) continue;
      const cancelled = cancelledIn(record, pass, channel, limits);
      if (!cancelled) continue;
      const before = found.get(channel);
      if (before) before.lastPass = pass;
      if (!before || cancelled.weight > before.weight) {
        found.set(channel, before ? { ...cancelled, pass: before.pass, known: before.known } : cancelled);
      }
    }
  },

  // A warning and a note are two findings.
  tell({ found, channels }) {
    return [true, false].map((isWarning) => {
      const evidence = [...found.values()].filter((one) => isWarning === isRisky(one));
      return telling({ evidence, channels, example: 'most', words: wordsFor });
    });
  },
};

/** Whether few values make all of the variance, far to one side: to both, even 64 normal values may be wider than N / 2. */
function isRare(moments: Moments, channel: number, range: number): boolean {
  const { min, max, m2, count } = moments;
  const [below, above] = [meanAt(moments, channel) - min[channel], max[channel] - meanAt(moments, channel)];
  const variance = m2[channel] / count;
  return (below + above) ** 2 > Math.min(range, count / 2) * variance && Math.min(below, above) ** 2 < variance;
}

function cancelledIn(
  { layer, moments }: ComputedPass,
  pass: number,
  channel: number,
  { digits: least, visible }: Limits<typeof thresholds>,
): Cancelled | null {
  const { asWritten } = moments;
  const { eps } = layer.convention;
  // Constant: `zero-variance` tells, unless float32 makes something else of it.
  if (moments.nonFinite[channel] > 0 || (!asWritten && moments.min[channel] === moments.max[channel])) return null;
  const [mean, exact] = [meanAt(moments, channel), varianceAt(moments, channel)];
  const all = { channel, pass, lastPass: pass, known: pass, layer, mean, exact };
  const digits = Math.log10(1 + (mean * mean) / exact);
  if (asWritten) {
    const written = asWritten.variance[channel];
    const ratio = Math.sqrt((exact + eps) / (written + eps));
    if (!(Math.abs(ratio - 1) <= visible)) {
      return { ...all, weight: effectOf(Math.abs(ratio - 1)), written, digits };
    }
  }
  // Half of what the variance is off by: a rounding of float32 for every digit that is lost.
  return digits >= least && exact > 0 ? { ...all, weight: 10 ** digits * 2 ** -25, written: null, digits } : null;
}

function isRisky({ layer, written }: Cancelled): boolean {
  return written !== null || layer.convention.varianceAsWritten !== 'two-pass';
}

function wordsFor(one: Cancelled): Words {
  const { layer, mean, exact, written, digits } = one;
  const { eps, varianceAsWritten, name } = layer.convention;
  const isNaive = varianceAsWritten !== 'two-pass';
  const remedy = `Subtract a rough mean from the input first, or compute ${isNaive ? 'the variance as Σ(x − μ)² / N, or ' : ''}in float64.`;
  const severity = isRisky(one) ? 'warning' : 'info';
  if (written === null) {
    const whose = isNaive
      ? `${name} computes the variance so`
      : `${name} computes Σ(x − μ)² / N, other frameworks do not`;
    return {
      severity,
      label: 'cancellation',
      message: `Mean ${numberText(mean)} beside σ ${numberText(Math.sqrt(exact))}: E[x²] − E[x]² in float32 loses ${digits.toFixed(1)} of 7.2 digits of the variance. ${whose}.`,
      remedy,
    };
  }
  const isNaN = !(written + eps > 0);
  const factor = Math.sqrt((exact + eps) / (written + eps));
  const consequence = isNaN
    ? `its root with eps ${settingText(eps)} is NaN, and so is every output`
    : `every output is ${numberText(factor)} times what it should be`;
  return {
    severity,
    label: isNaN ? 'NaN' : 'cancellation',
    message: `${isNaive ? 'E[x²] − E[x]²' : 'Σ(x − μ)² / N'} in float32 gives a variance of ${numberText(written)} where it is ${numberText(exact)}: ${consequence}.`,
    remedy,
  };
}
