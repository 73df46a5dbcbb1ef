import type { Session } from '../run/index.js';
import { Turns } from '../run/index.js';
import { median } from '../records/index.js';
import { causesOf, type GapCause } from './causes.js';
import { ChannelSplit, matters } from './channelSplit.js';
import { evidenceOf, OutlierEvidence, type GapEvidence } from './evidence.js';
import { GAP_PARTS } from './parts.js';
import { countsAt, gapSubject, type GapCounts, type GapRefusal, type GapRequest } from './subject.js';

/** Why eval differs from train, over all channels. */
export type GapSplit =
  | {
      readonly kind: 'refused';
      readonly request: GapRequest;
      readonly counts: GapCounts;
      readonly why: GapRefusal;
    }
  | {
      readonly kind: 'split';
      readonly request: GapRequest;
      readonly counts: GapCounts;
      readonly channels: number;
      /** g, in σ of the running variance, [channels]. */
      readonly gap: Float64Array;
      /** s, [channels] */
      readonly spread: Float64Array;
      /** d, how far eval is from train: the root mean square of what they make differently of a value, [channels] */
      readonly distance: Float64Array;
      /** What each part takes of the distance, [parts, channels]; NaN where nothing can be split. */
      readonly parts: Float64Array;
      /** Whether it matters, 0 or 1, [channels]. */
      readonly matters: Uint8Array;
      /** Median of the distances that are numbers, [1]. */
      readonly typical: Float64Array;
      /** The largest share first. */
      readonly causes: readonly GapCause[];
      readonly evidence: GapEvidence;
    };

/** @throws what `breathe` throws */
export async function splitGap(
  session: Pick<Session, 'initial' | 'passes'>,
  request: GapRequest,
  breathe?: () => Promise<void>,
): Promise<GapSplit> {
  const counts = countsAt(session, request.pass);
  const subject = await gapSubject(session, request, breathe);
  if (typeof subject === 'string') return { kind: 'refused', request, why: subject, counts };
  const { history, evaluated } = subject;
  const channels = evaluated.moments.shift.length;
  const split = new ChannelSplit(history, evaluated);
  const [gap, spread, distance] = [0, 1, 2].map(() => new Float64Array(channels));
  const parts = new Float64Array(GAP_PARTS.length * channels);
  const important = new Uint8Array(channels);
  const outliers = new OutlierEvidence(history);
  const turns = new Turns(breathe);
  for (let channel = 0; channel < channels; channel++) {
    if (turns.isDue(16 * history.passes.length + 1024)) await turns.give();
    const isSplit = split.split(channel);
    gap[channel] = split.gap;
    spread[channel] = split.spread;
    distance[channel] = split.distance;
    important[channel] = matters(split.gap, split.spread) ? 1 : 0;
    for (let part = 0; part < GAP_PARTS.length; part++) parts[part * channels + channel] = split.distances[part];
    if (isSplit && important[channel] === 1) outliers.add(split);
  }
  return {
    kind: 'split',
    request,
    counts,
    channels,
    gap,
    spread,
    distance,
    parts,
    matters: important,
    typical: Float64Array.of(median(distance.filter((one) => !Number.isNaN(one)))),
    causes: causesOf(parts, distance, important),
    evidence: evidenceOf(subject, outliers),
  };
}
