import { lostDigits, usesBatchStatistics, type Layer } from '../../engine/index.js';
import { numberText, settingText } from '../numberText.js';
import { channelMeanAndVariance, type ComputedPass } from '../records/index.js';
import type { Session } from '../run/index.js';
import { grouped, type Evidence, type Told } from './grouped.js';
import type { Finding } from './finding.js';

/** Outputs that are off by less than this share look right. */
const VISIBLE = 0.01;

interface Cancelled extends Evidence {
  readonly exact: number;
  readonly written: number;
}

/**
 * Channels whose variance, computed in float32 as the framework writes it, is so far off that the output is another one.
 * Only where that is emulated.
 */
export function cancelledVariance({ passes, layer }: Session): readonly Finding[] {
  if (layer.emulation?.arithmetic !== 'float32') return [];
  const found = new Map<number, Cancelled>();
  let channels = 0;
  passes.forEach((pass, index) => {
    if (pass.kind === 'refused' || !usesBatchStatistics(layer, pass.plan.mode)) return;
    channels = pass.moments.shift.length;
    for (let channel = 0; channel < channels; channel++) {
      const cancelled = cancelledAt(layer, pass, channel);
      if (!cancelled) continue;
      const { pass: first = index } = found.get(channel) ?? {};
      const told = found.get(channel) ?? cancelled;
      found.set(channel, { ...told, channel, pass: first, lastPass: index });
    }
  });
  return grouped('cancelled-variance', [...found.values()], channels, 'first', (one) => tell(layer, one));
}

function cancelledAt(
  { convention: { eps } }: Layer,
  { moments }: ComputedPass,
  channel: number,
): Pick<Cancelled, 'exact' | 'written' | 'weight'> | null {
  const { asWritten } = moments;
  if (!asWritten || moments.nonFinite[channel] > 0) return null;
  const [, exact] = channelMeanAndVariance(moments, channel);
  const written = asWritten.variance[channel];
  const ratio = Math.sqrt((exact + eps) / (written + eps));
  if (Math.abs(ratio - 1) <= VISIBLE) return null;
  return { exact, written, weight: Number.isNaN(ratio) ? Infinity : lostDigits(exact, written) };
}

function tell({ convention: { eps, varianceAsWritten } }: Layer, { exact, written }: Cancelled): Told {
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
