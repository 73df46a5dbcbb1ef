import { isTracking, type Layer } from '../../../../engine/index.js';
import type { RunningValues } from '../../../batches/index.js';
import type { PassRecord, RecordedState } from '../../../records/index.js';
import type { UpdateFit } from '../../fitOfUpdates.js';
import { telling, type Rule } from '../../rule.js';
import { countOfUpdates } from './countOfUpdates.js';
import type { Deed, Seen } from './deed.js';
import { wordsFor } from './wordsFor.js';

interface Memory {
  layer: Layer;
  readonly seen: Map<Deed, Seen>;
  /** Train passes, and eval passes, of which it can be told. */
  trained: number;
  evaluated: number;
}

/**
 * Recorded running values that moved by more updates than passes, or by fewer, or by something else: what the process did is
 * fitted as k updates with the pass's own batch.
 */
export const updateCount: Rule<Memory> = {
  id: 'update-count',
  thresholds: {},
  link: 'https://github.com/pytorch/pytorch/issues/96136',
  explains: ['expected-differs'],

  start: (layer) => ({ layer, seen: new Map(), trained: 0, evaluated: 0 }),

  see(memory, { pass, record, recorded }) {
    if (!recorded) return;
    memory.layer = record.layer;
    const { last, state } = recorded;
    if (last?.after && state.before && isNext(last, state)) {
      const moved = distanceOf(last.after, state.before, record.layer);
      if (moved > 0) note(memory, 'between', pass, moved, NaN);
    }
    const tracked = last?.numBatchesTracked ?? record.before.numBatchesTracked;
    const fit = record.kind === 'computed' && isTracking(record.layer) ? recorded.fit : null;
    if (fit) look(memory, pass, record, fit, tracked);
  },

  tell({ layer, seen, trained, evaluated }) {
    return [...seen.values()].map((one) =>
      telling({
        evidence: [one],
        channels: 0,
        example: 'first',
        words: (of: Seen) => wordsFor(of, of.deed === 'eval' ? evaluated : trained, layer),
      }),
    );
  },
};

/** Of the move: what is left over where its direction is that of one update. */
const STRAIGHT = 1e-3;

/** @param tracked batches that the process had seen before */
function look(memory: Memory, pass: number, { plan, layer }: PassRecord, fit: UpdateFit, tracked: number): void {
  const count = countOfUpdates(layer, fit, tracked);
  if (count === null) return;
  if (plan.mode === 'eval') {
    memory.evaluated += 1;
    if (count !== 0) note(memory, 'eval', pass, fit.moved, fit.share);
    return;
  }
  memory.trained += 1;
  if (count !== 1) note(memory, count, pass, fit.moved, fit.share, fit.unexplained < STRAIGHT * fit.moved);
}

function note({ seen }: Memory, deed: Deed, pass: number, weight: number, share: number, isStraight = false): void {
  const known = seen.get(deed);
  if (!known) {
    seen.set(deed, { deed, pass, lastPass: pass, known: pass, weight, share, isStraight, count: 1 });
    return;
  }
  known.count += 1;
  known.lastPass = pass;
  if (weight <= known.weight) return;
  known.weight = weight;
  known.share = share;
  known.isStraight = isStraight;
}

/** Whether no pass can have been between: those of steps that were not recorded are nobody's fault. */
function isNext(last: RecordedState, now: RecordedState): boolean {
  return last.step !== undefined && now.step !== undefined && (now.step === last.step || now.step === last.step + 1);
}

/** Largest |Δmean| in σ, or relative Δvariance, over the channels; NaN counts as no move, whoever made it. */
function distanceOf(from: RunningValues, to: RunningValues, { convention: { eps } }: Layer): number {
  let most = 0;
  for (let c = 0; c < from.runningMean.length; c++) {
    const spread = from.runningVar[c] + eps;
    const mean = Math.abs(to.runningMean[c] - from.runningMean[c]) / Math.sqrt(spread);
    const variance = Math.abs(to.runningVar[c] - from.runningVar[c]) / spread;
    if (mean > most) most = mean;
    if (variance > most) most = variance;
  }
  return most;
}
