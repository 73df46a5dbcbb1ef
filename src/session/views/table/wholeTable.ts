import { channelOfGroup, meanOf, varianceOf, type Layout } from '../../../engine/index.js';
import type { BatchAccess } from '../../batches/index.js';
import { meanGaps } from '../../records/index.js';
import type { Session } from '../../run/index.js';
import { shownPass, type ShownPass } from '../shownPass.js';
import type { ChannelTable } from './tableView.js';
import { worstOfChannels } from './worstOfChannels.js';

/** The last one of a session: a table that is sorted, filtered and scrolled is asked for again and again. */
const known = new WeakMap<Session, { readonly pass: number | null; readonly table: ChannelTable }>();

/** Every channel at one pass, by its number. */
export async function wholeTable(session: Session, pass: number | null, access: BatchAccess): Promise<ChannelTable> {
  const last = known.get(session);
  if (last?.pass === pass) return last.table;
  const table = tableOf(await shownPass(session, pass, access), session);
  known.set(session, { pass, table });
  return table;
}

function tableOf({ moments, state, layout, layer }: ShownPass, session: Session): ChannelTable {
  const { groups } = layout;
  const absent = () => new Float64Array(groups).fill(NaN);
  const channel = new Uint32Array(groups);
  for (let group = 0; group < groups; group++) channel[group] = group;
  return {
    channels: groups,
    firstRow: 0,
    channel,
    mean: meanOf(moments),
    var: varianceOf(moments, 'biased'),
    min: moments.min,
    max: moments.max,
    nonFinite: moments.nonFinite,
    runningMean: state.runningMean && fits(state.runningMean, groups) ? state.runningMean : absent(),
    runningVar: state.runningVar && fits(state.runningVar, groups) ? state.runningVar : absent(),
    gamma: perGroup(state.gamma, layout, state.linear ? NaN : 1),
    beta: perGroup(state.beta, layout, state.linear ? NaN : 0),
    gap: fits(state.runningMean, groups) ? meanGaps(moments, state, layer) : absent(),
    severity: worstOfChannels(session, groups),
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
