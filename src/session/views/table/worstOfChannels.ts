import { findingsOf } from '../../findings/index.js';
import type { Session } from '../../run/index.js';
import { severityRank } from '../../severity.js';

/** Worst severity of a finding about each channel; one about all channels alike marks none: it would tell nothing. [channels] */
export function worstOfChannels(session: Session, channels: number): Uint8Array {
  const worst = new Uint8Array(channels);
  for (const { severity, channel, channels: many } of findingsOf(session)) {
    const rank = severityRank(severity);
    for (const one of many ?? (channel === undefined ? [] : [channel])) worst[one] = Math.max(worst[one], rank);
  }
  return worst;
}
