import type { Layer } from '../../../../engine/index.js';
import type { PassRecord } from '../../../records/index.js';
import { isWide } from '../../channelGaps.js';
import { telling, type Rule, type Words } from '../../rule.js';
import { thresholds, type GapLimits } from './thresholds.js';
import { begun, extend, type Off, type Trace } from './trace.js';
import { wordsFor } from './wordsFor.js';

interface Memory {
  /** As it was set last. */
  layer: Layer;
  readonly limits: GapLimits;
  readonly channels: number;
  readonly traces: Map<number, Trace>;
  /** The pass before the one that is looked at. */
  previous: PassRecord | null;
  /** The first train pass that has run. */
  firstTrained: number;
}

/**
 * Channels whose batch lies elsewhere than the running values: train normalizes them well, eval does not. What the
 * layer's own start explains is left to `not-converged`, what chance explains is left out.
 */
export const trainEvalGap: Rule<Memory, typeof thresholds> = {
  id: 'train-eval-gap',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/5406',
  explains: [],

  start: (layer, { runningMean }, limits) => ({
    layer,
    limits,
    channels: runningMean?.length ?? 0,
    traces: new Map(),
    previous: null,
    firstTrained: Infinity,
  }),

  see(memory, { pass, record, gaps }) {
    memory.layer = record.layer;
    if (record.kind === 'computed' && record.plan.mode === 'train') {
      memory.firstTrained = Math.min(memory.firstTrained, pass);
    }
    const { limits, traces, previous } = memory;
    const limit = meanLimit(record, limits);
    const isSpreadCertain = (record.moments?.count ?? 0) >= limits.leastForSpread;
    for (let channel = 0; gaps && channel < gaps.gap.length; channel++) {
      const isOff =
        isFar(gaps.gap[channel], gaps.batchGap[channel], limit) ||
        (isSpreadCertain && isWide(gaps.batchSpread[channel], limits.spreadFactor));
      if (!isOff) continue;
      const off = offBy(record, gaps.gap[channel], gaps.batchSpread[channel], limits);
      const trace = traces.get(channel);
      if (trace) extend(trace, pass, off);
      else traces.set(channel, begun(channel, pass, off, previous));
    }
    memory.previous = record;
  },

  tell({ layer, channels, traces, firstTrained }, limits) {
    const words = (trace: Trace): Words => wordsFor(layer, trace, trace.lastPass >= firstTrained, limits);
    return [telling({ evidence: [...traces.values()], channels, example: 'most', words })];
  },
};

function offBy(record: PassRecord, gap: number, batchSpread: number, { meanGap }: GapLimits): Off {
  const side = Math.sign(Math.abs(gap) > meanGap ? gap : Math.log(batchSpread));
  return { record, gap, side, size: Math.max(Math.abs(gap), Math.abs(Math.log2(batchSpread))) };
}

/** Most of it must be the batch's doing: where the start weighs more, that is the cause to tell. */
function isFar(gap: number, batchGap: number, limit: number): boolean {
  return Math.abs(batchGap) > limit && Math.abs(gap) > limit && Math.abs(batchGap) >= Math.abs(gap - batchGap);
}

function meanLimit({ moments, shape }: PassRecord, limits: GapLimits): number {
  const values = moments?.count ?? 1;
  if (values < limits.leastForMean) return Infinity;
  const samples = Math.min(values, shape?.[0] ?? 1);
  return Math.max(limits.meanGap, limits.valueErrors / Math.sqrt(values), limits.sampleErrors / Math.sqrt(samples));
}
