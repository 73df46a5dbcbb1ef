import { channelOfGroup, EngineError, layoutOf, meanOf, varianceOf } from '../../../engine/index.js';
import { meanGaps } from '../../records/index.js';
import type { Session } from '../../run/index.js';

const heads = [
  'channel',
  'batch_mean',
  'batch_var',
  'min',
  'max',
  'non_finite',
  'running_mean',
  'running_var',
  'gamma',
  'beta',
  'gap',
];

/**
 * Every channel at one pass, as the panel's table has it: all digits, the batch's variance biased, running values after the
 * pass, `nan`, `inf` and `-inf` as NumPy and pandas read them. RFC 4180.
 * @throws EngineError where the pass has not run
 */
export function channelCsv({ passes }: Session, pass: number | null): string {
  const record = pass === null ? undefined : passes.at(pass);
  if (!record?.moments || !record.shape) throw new EngineError('There is no table to write: run a pass first');
  const { moments, after, layer, shape } = record;
  const layout = layoutOf(shape, layer);
  const [mean, variance] = [meanOf(moments), varianceOf(moments, 'biased')];
  const gap = after.runningMean?.length === mean.length ? meanGaps(moments, after, layer) : null;
  const rows = Array.from(mean, (_, group) => {
    const channel = channelOfGroup(layout, group);
    const affine = after.linear ? [NaN, NaN] : [after.gamma?.[channel] ?? 1, after.beta?.[channel] ?? 0];
    return [
      group,
      mean[group],
      variance[group],
      moments.min[group],
      moments.max[group],
      moments.nonFinite[group],
      after.runningMean?.[group] ?? NaN,
      after.runningVar?.[group] ?? NaN,
      ...affine,
      gap?.[group] ?? NaN,
    ].map(csvNumber);
  });
  return [heads, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function csvNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
