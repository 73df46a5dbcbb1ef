import type { ChannelTable, GlyphAxis } from './tableView.js';

/** At most this many channels are looked at; more would not move the ends. */
const sample = 4096;
const steps = [1, 2, 3, 5, 10];

/**
 * The range that holds mean ± σ of nine channels out of ten, rounded: symmetric around 0, unless all of it is far from
 * 0. What lies outside gets a mark at the edge.
 */
export function glyphAxis(table: ChannelTable): GlyphAxis {
  const stride = Math.max(1, Math.ceil(table.channels / sample));
  const lows = new Float64Array(Math.ceil(table.channels / stride));
  const highs = new Float64Array(lows.length);
  let count = 0;
  for (let channel = 0; channel < table.channels; channel += stride) {
    const sigma = Math.sqrt(table.var[channel]);
    const mean = table.mean[channel];
    if (!Number.isFinite(mean) || !Number.isFinite(sigma)) continue;
    lows[count] = mean - sigma;
    highs[count] = mean + sigma;
    count += 1;
  }
  const [low, high] = [lows.subarray(0, count).sort(), highs.subarray(0, count).sort()];
  const from = quantile(low, 0.1) ?? -1;
  const to = quantile(high, 0.9) ?? 1;
  const span = to - from;
  if (span > 0 && (from > span || to < -span)) {
    const unit = roundUp(span) / 2;
    return { from: Math.floor(from / unit) * unit, to: Math.ceil(to / unit) * unit };
  }
  const limit = roundUp(1.25 * Math.max(Math.abs(from), Math.abs(to))) || 1;
  return { from: -limit, to: limit };
}

/** The next of 1, 2, 3, 5 times a power of ten. */
function roundUp(value: number): number {
  if (value === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return (steps.find((step) => step * power >= value * 0.999) ?? 10) * power;
}

/** Of ascending values, between two of them in proportion; undefined of none. */
function quantile(values: Float64Array, share: number): number | undefined {
  if (values.length === 0) return undefined;
  const at = (values.length - 1) * share;
  const low = values[Math.floor(at)];
  return low + (values[Math.ceil(at)] - low) * (at - Math.floor(at));
}
