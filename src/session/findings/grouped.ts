import { countText } from '../numberText.js';
import type { Finding } from './finding.js';

/** A finding about one channel. */
export type ChannelFinding = Finding & { readonly channel: number };

/** More sentences than fit on a screen tell less than one. */
const MANY = 20;
/** From here on a cause that most channels share is the layer's, not the channels'. */
const MOST_OF_AT_LEAST = 8;

/**
 * One finding for all channels where many share a cause, told by the one that comes first (`first`: earliest pass, lowest
 * channel) or weighs most (`most`); otherwise the findings as they are.
 */
export function grouped(
  findings: readonly ChannelFinding[],
  channels: number,
  example: 'first' | 'most',
): readonly Finding[] {
  const isMany = findings.length > MANY || (findings.length > MOST_OF_AT_LEAST && findings.length * 2 > channels);
  if (!isMany) return findings;
  const told = findings.reduce((best, one) => (comesBefore(one, best, example) ? one : best));
  const { channel, ...rest } = told;
  const message = `${countText(findings.length)} of ${countText(channels)} channels, channel ${channel} ${example}: ${lowerFirst(told.message)}`;
  return [
    {
      ...rest,
      channels: Uint32Array.from(findings, (finding) => finding.channel),
      pass: findings.reduce((pass, finding) => Math.min(pass, finding.pass), told.pass),
      lastPass: findings.reduce((pass, finding) => Math.max(pass, finding.lastPass), told.lastPass),
      weight: findings.reduce((weight, finding) => Math.max(weight, finding.weight), told.weight),
      message,
    },
  ];
}

function comesBefore(one: ChannelFinding, other: ChannelFinding, example: 'first' | 'most'): boolean {
  if (example === 'most') return one.weight > other.weight;
  return one.pass < other.pass || (one.pass === other.pass && one.channel < other.channel);
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
