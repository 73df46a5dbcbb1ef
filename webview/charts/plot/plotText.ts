import { significant } from '../../kit/format.js';
import type { TableContent } from '../hiddenTable.js';
import { valueAt } from './plotModel.js';
import type { PlotSpec } from './plotSpec.js';

/** `bias b 0.1` */
export function stopText({ xLabel, isCounted }: PlotSpec, stop: number): string {
  return `${xLabel} ${isCounted ? String(stop) : significant(stop, 3)}`;
}

export function valueText({ yText }: PlotSpec, value: number): string {
  return yText ? yText(value) : significant(value, 3);
}

/** How a plot describes itself to those who cannot see it. */
export function plotName({ title, xLabel, yLabel, series }: PlotSpec): string {
  const names = series.map(({ label }) => label).join(', ');
  return `${title}: ${yLabel} over ${xLabel}${series.length > 1 ? `, ${names}` : ''}`;
}

/** The numbers that a plot draws. */
export function plotTable(spec: PlotSpec, stops: readonly number[]): TableContent {
  const number = (value: number | undefined): string => (value === undefined ? '' : significant(value, 4));
  return {
    caption: `${spec.title}: ${spec.yLabel}`,
    heads: [spec.xLabel, ...spec.series.map(({ label }) => label)],
    rowCount: stops.length,
    row: (index) => [
      significant(stops[index], 4),
      ...spec.series.map((series) => number(valueAt(series, stops[index]))),
    ],
  };
}
