import { channelOfGroup, layoutOf, usesBatchStatistics, type Layer } from '../../engine/index.js';
import { exactText, numberText } from '../numberText.js';
import { meanGapOf, type PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';
import type { Finding } from './finding.js';
import { grouped } from './grouped.js';

/** Channels whose batch is one value throughout, in passes that normalize with the batch's own variance. */
export function zeroVariance({ passes, layer }: Session): readonly Finding[] {
  const begins = new Map<number, number>();
  const ends = new Map<number, number>();
  passes.forEach((pass, index) => {
    if (pass.kind === 'refused' || pass.moments.count === 1) return;
    const { min, max, nonFinite } = pass.moments;
    for (let c = 0; c < min.length; c++) {
      // min = max, and not m2 = 0, which rounding could make of values that differ.
      if (min[c] !== max[c] || nonFinite[c] > 0) continue;
      if (!begins.has(c) && usesBatchStatistics(layer, pass.plan.mode)) begins.set(c, index);
      ends.set(c, index);
    }
  });
  const evidence = [...begins].map(([channel, pass]) => {
    const lastPass = ends.get(channel) ?? pass;
    return { channel, pass, lastPass, weight: Math.abs(gapAt(passes[lastPass], channel)) };
  });
  const channels = passes.find((pass) => pass.moments)?.moments?.min.length ?? 0;
  return grouped('zero-variance', evidence, channels, 'first', ({ channel, pass }) => ({
    severity: 'warning',
    label: 'constant',
    message: sentence(layer, passes[pass], channel),
    remedy: 'Look at the layer before: a dead unit or a constant input feeds this channel.',
  }));

  function gapAt(pass: PassRecord, channel: number): number {
    return pass.moments ? meanGapOf(pass.moments, pass.after, layer, channel) : 0;
  }
}

function sentence(layer: Layer, { moments, before, shape }: PassRecord, channel: number): string {
  const constant = `Every value is ${exactText(moments?.min[channel] ?? NaN)}:`;
  if (moments?.asWritten) return `${constant} the exact variance is 0.`;
  const value = `${constant} variance 0, y =`;
  if (!before.beta || !shape) return `${value} 0.`;
  const beta = before.beta[channelOfGroup(layoutOf(shape, layer), channel)];
  return `${value} β = ${numberText(beta)}.`;
}
