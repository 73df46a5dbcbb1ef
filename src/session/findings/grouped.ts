import { countText } from '../numberText.js';
import type { Finding } from './finding.js';

/** Where one channel shows a cause, and how badly. Cheap: there may be 65,536 of them. */
export interface Evidence {
  readonly channel: number;
  readonly pass: number;
  readonly lastPass: number;
  readonly weight: number;
}

/** What a rule says of one channel. */
export type Told = Pick<Finding, 'severity' | 'label' | 'message' | 'remedy'>;

/** More sentences than fit on a screen tell less than one. */
const MANY = 20;
/** From here on a cause that most channels share is the layer's, not the channels'. */
const MOST_OF_AT_LEAST = 8;

/**
 * The findings of one rule. Where many channels share the cause it is one finding for all of them, told by the channel
 * that comes first (`first`: earliest pass, then lowest number) or weighs most (`most`).
 *
 * @param channels how many there are at all
 */
export function grouped<E extends Evidence>(
  rule: string,
  evidence: readonly E[],
  channels: number,
  example: 'first' | 'most',
  tell: (evidence: E) => Told,
): readonly Finding[] {
  const isMany = evidence.length > MANY || (evidence.length > MOST_OF_AT_LEAST && evidence.length * 2 > channels);
  if (!isMany) {
    return evidence.map((one) => {
      const { channel, pass, lastPass, weight } = one;
      return { rule, channel, pass, lastPass, weight, ...tell(one) };
    });
  }
  const chosen = evidence.reduce((best, one) => (comesBefore(one, best, example) ? one : best));
  const told = tell(chosen);
  const share = `${countText(evidence.length)} of ${countText(channels)} channels, channel ${chosen.channel} ${example}`;
  return [
    {
      rule,
      ...told,
      message: `${share}: ${told.message.charAt(0).toLowerCase()}${told.message.slice(1)}`,
      channels: Uint32Array.from(evidence, (one) => one.channel),
      pass: evidence.reduce((pass, one) => Math.min(pass, one.pass), chosen.pass),
      lastPass: evidence.reduce((pass, one) => Math.max(pass, one.lastPass), chosen.lastPass),
      weight: evidence.reduce((weight, one) => Math.max(weight, one.weight), chosen.weight),
    },
  ];
}

function comesBefore(one: Evidence, other: Evidence, example: 'first' | 'most'): boolean {
  if (example === 'most') return one.weight > other.weight;
  return one.pass < other.pass || (one.pass === other.pass && one.channel < other.channel);
}
