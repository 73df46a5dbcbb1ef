import { channelOfGroup, meanOf, varianceOf, type Layout } from '../../engine/index.js';
import { findingsOf } from '../findings/index.js';
import type { Session } from '../run/index.js';
import type { BatchAccess } from '../batches/index.js';
import { meanGaps } from '../records/index.js';
import { severityRank } from '../severity.js';
import { shownPass } from './shownPass.js';
import type { ChannelTable } from './view.js';

/** Every channel at one pass, [groups] each. */
export async function table(
  session: Session,
  request: { readonly pass: number | null },
  access: BatchAccess,
): Promise<ChannelTable> {
  const { moments, state, layout, layer } = await shownPass(session, request.pass, access);
  const groups = layout.groups;
  const absent = new Float64Array(groups).fill(NaN);
  return {
    channels: groups,
    mean: meanOf(moments),
    var: varianceOf(moments, 'biased'),
    min: moments.min,
    max: moments.max,
    nonFinite: moments.nonFinite,
    runningMean: state.runningMean && fits(state.runningMean, groups) ? state.runningMean : absent,
    runningVar: state.runningVar && fits(state.runningVar, groups) ? state.runningVar : absent,
    gamma: perGroup(state.gamma, layout, state.linear ? NaN : 1),
    beta: perGroup(state.beta, layout, state.linear ? NaN : 0),
    gap: fits(state.runningMean, groups) ? meanGaps(moments, state, layer) : absent,
    severity: severities(session, request.pass, groups),
  };
}

/** A refused batch may have another number of channels than the state. */
function fits(values: Float64Array | null, size: number): boolean {
  return !values || values.length === size;
}

/** Affine parameters have one entry a channel; statistics over axis 0 only have several groups to a channel. */
function perGroup(values: Float64Array | null, layout: Layout, otherwise: number): Float64Array {
  const { groups, channels } = layout;
  if (!values || !fits(values, channels)) return new Float64Array(groups).fill(values ? NaN : otherwise);
  return groups === channels
    ? values
    : Float64Array.from({ length: groups }, (_, g) => values[channelOfGroup(layout, g)]);
}

/** A finding about all channels alike marks none of them: a sign in every row would tell nothing. */
function severities(session: Session, pass: number | null, groups: number): Uint8Array {
  const worst = new Uint8Array(groups);
  const at = pass ?? -1;
  for (const finding of findingsOf(session)) {
    if (at < finding.pass || at > finding.lastPass) continue;
    const rank = severityRank(finding.severity);
    for (const channel of finding.channels ?? (finding.channel === undefined ? [] : [finding.channel])) {
      worst[channel] = Math.max(worst[channel], rank);
    }
  }
  return worst;
}
