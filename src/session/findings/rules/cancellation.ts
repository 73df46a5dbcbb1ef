import { lostDigits, usesBatchStatistics, varianceAt, type Layer } from '../../../engine/index.js';
import { numberText, settingText } from '../../numberText.js';
import type { ComputedPass } from '../../records/index.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  visible: { default: 0.01, source: 'Outputs that are off by less than this share look right.' },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  readonly found: Map<number, Cancelled>;
  channels: number;
}

interface Cancelled extends Evidence {
  /** Of the first pass. */
  readonly layer: Layer;
  /** In the first pass. */
  readonly exact: number;
  readonly written: number;
  lastPass: number;
}

/**
 * Channels whose variance, computed in float32 as the framework writes it, is so far off that the output is another one.
 * Only where that is emulated.
 */
export const cancellation: Rule<Memory, typeof thresholds> = {
  id: 'cancellation',
  thresholds,
  link: 'https://github.com/google/flax/issues/1491',
  explains: [],

  start: (_layer, _state, limits) => ({ limits, found: new Map(), channels: 0 }),

  see(memory, { pass, record }) {
    const { limits, found } = memory;
    const { layer } = record;
    if (layer.emulation?.arithmetic !== 'float32') return;
    if (record.kind === 'refused' || !usesBatchStatistics(layer, record.plan.mode)) return;
    memory.channels = record.moments.shift.length;
    for (let channel = 0; channel < memory.channels; channel++) {
      const cancelled = cancelledIn(record, pass, channel, limits.visible);
      const before = found.get(channel);
      if (cancelled && before) before.lastPass = pass;
      else if (cancelled) found.set(channel, cancelled);
    }
  },

  tell({ found, channels }) {
    return [telling({ evidence: [...found.values()], channels, example: 'first', words: wordsFor })];
  },
};

function cancelledIn(
  { layer, moments }: ComputedPass,
  pass: number,
  channel: number,
  visible: number,
): Cancelled | null {
  const { asWritten } = moments;
  const { eps } = layer.convention;
  if (!asWritten || moments.nonFinite[channel] > 0) return null;
  const exact = varianceAt(moments, channel);
  const written = asWritten.variance[channel];
  const ratio = Math.sqrt((exact + eps) / (written + eps));
  if (Math.abs(ratio - 1) <= visible) return null;
  const weight = Number.isNaN(ratio) ? Infinity : lostDigits(exact, written);
  return { channel, pass, lastPass: pass, known: pass, weight, layer, exact, written };
}

function wordsFor({ layer, exact, written }: Cancelled): Words {
  const { eps, varianceAsWritten } = layer.convention;
  const formula = varianceAsWritten === 'two-pass' ? 'Σ(x − μ)² / N' : 'E[x²] − E[x]²';
  const isNaN = !(written + eps > 0);
  const factor = Math.sqrt((exact + eps) / (written + eps));
  const consequence = isNaN
    ? `its root with eps ${settingText(eps)} is NaN, and so is every output`
    : `every output is ${numberText(factor)} times what it should be`;
  return {
    severity: isNaN ? 'error' : 'warning',
    label: isNaN ? 'NaN' : 'cancelled',
    message: `${formula} in float32 gives a variance of ${numberText(written)} where it is ${numberText(exact)}: ${consequence}.`,
    remedy:
      varianceAsWritten === 'two-pass'
        ? 'Subtract a rough mean from the input first, or compute in float64.'
        : 'Subtract a rough mean from the input first, or compute the variance as Σ(x − μ)² / N, or in float64.',
  };
}
