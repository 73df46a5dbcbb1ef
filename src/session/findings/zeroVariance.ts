import { channelOfGroup, layoutOf, usesBatchStatistics, type Layer } from '../../engine/index.js';
import { numberText } from '../numberText.js';
import type { PassRecord, Session } from '../session.js';
import { meanGaps } from '../views/meanGap.js';
import type { Finding } from './finding.js';
import { grouped, type ChannelFinding } from './grouped.js';

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
  const findings = [...begins].map(([channel, begin]): ChannelFinding => {
    const end = ends.get(channel) ?? begin;
    return {
      rule: 'zero-variance',
      severity: 'warning',
      pass: begin,
      lastPass: end,
      channel,
      label: 'constant',
      message: sentence(layer, passes[begin], channel),
      remedy: 'Look at the layer before: a dead unit or a constant input feeds this channel.',
      weight: Math.abs(gapAt(passes[end], channel)),
    };
  });
  return grouped(findings, passes.find((pass) => pass.moments)?.moments?.min.length ?? 0, 'first');

  function gapAt(pass: PassRecord, channel: number): number {
    return pass.moments ? meanGaps(pass.moments, pass.after, layer)[channel] : 0;
  }
}

function sentence(layer: Layer, { moments, before, shape }: PassRecord, channel: number): string {
  const value = `Every value is ${numberText(moments?.min[channel] ?? NaN)}: variance 0, y =`;
  if (!before.beta || !shape) return `${value} 0.`;
  const beta = before.beta[channelOfGroup(layoutOf(shape, layer), channel)];
  return `${value} β = ${numberText(beta)}.`;
}
