import { extent, max } from 'd3';
import type { InputView } from '../../../src/protocol/index.js';
import type { AxisStatistics } from '../../../src/session/index.js';
import type { PlotSpec } from '../../charts/plot/plotSpec.js';
import { percent, significant } from '../../kit/format.js';

/** The axes that stand beside each other: those that the user chose, else those that the channels may be on. */
export function comparedAxes(chosen: readonly number[] | null, { shape, hint }: InputView): readonly number[] {
  const usual =
    hint.candidates.length > 1 ? hint.candidates : shape.map((_, axis) => axis).slice(shape.length > 2 ? 1 : 0);
  const axes = (chosen ?? usual).filter((axis) => axis < shape.length);
  return axes.length > 0 ? axes : usual;
}

/** A dot for each channel, over one vertical axis for all. */
export function axisPlots(one: AxisStatistics, all: readonly AxisStatistics[]): readonly PlotSpec[] {
  const x = Float64Array.from({ length: one.channels }, (_, channel) => channel);
  const spec = (title: string, yLabel: string, values: (of: AxisStatistics) => Float64Array): PlotSpec => ({
    title,
    xLabel: 'entry',
    yLabel,
    isCounted: true,
    yReach: reachOf(all.map(values)),
    series: [{ label: yLabel, role: 'batch', mark: 'dots', x, y: values(one) }],
  });
  return [spec('Means', 'mean', ({ mean }) => mean), spec('Variances', 'variance', ({ variance }) => variance)];
}

function reachOf(all: readonly Float64Array[]): readonly number[] {
  return all.flatMap((values) => {
    const [low, high] = extent(values.filter(Number.isFinite));
    return low === undefined ? [] : [low, high];
  });
}

/** `−0.34 to 2.1` */
export function rangeText(values: Float64Array): string {
  const [low, high] = extent(values.filter(Number.isFinite));
  if (low === undefined) return 'no finite value';
  return low === high ? significant(low, 3) : `${significant(low, 3)} to ${significant(high, 3)}`;
}

/** Below this share the entries of an axis hardly differ. */
const littleShare = 0.01;
/** Channels that stand out have so many times the share of every other axis. */
const clearly = 3;

/** What the shares say, in a sentence for somebody who does not know where the channels are. */
export function comparisonSentence(all: readonly AxisStatistics[]): string {
  const shares = all
    .map(({ axis, spread }) => ({ axis, share: spread[2] }))
    .filter(({ share }) => !Number.isNaN(share));
  const why = 'Channels mostly differ from one another more than places do';
  const best = shares.find(({ share }) => share === max(shares, (one) => one.share));
  if (!best || shares.length < 2) return `${why}; here is nothing to tell by.`;
  const others = shares.filter((one) => one !== best);
  const next = max(others, ({ share }) => share) ?? 0;
  if (best.share < littleShare)
    return `${why}, but on none of these axes do the entries differ much: the numbers do not tell.`;
  if (best.share < clearly * next)
    return `${why}, but more than one of these axes has entries that differ: the numbers do not tell.`;
  const rest = others.map(({ axis, share }) => `${percent(share)} on axis ${axis}`).join(', ');
  return `${why}: ${percent(best.share)} of the variance lies between the entries of axis ${best.axis}, ${rest}. Axis ${best.axis} looks like the channels.`;
}
