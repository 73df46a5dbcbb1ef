import { describe, expect, it } from 'vitest';
import { movedStop, plotModel, stopAt, valueAt } from '../../../../../webview/charts/plot/plotModel.js';
import { decadeLabel, logMarks, xAxisOf, yAxisOf } from '../../../../../webview/charts/plot/plotScales.js';
import type { PlotSeries, PlotSpec } from '../../../../../webview/charts/plot/plotSpec.js';
import { plotName, plotTable, stopText } from '../../../../../webview/charts/plot/plotText.js';

const line = (y: readonly number[], change: Partial<PlotSeries> = {}): PlotSeries => ({
  label: 'running',
  role: 'running',
  mark: 'line',
  x: Float64Array.from(y, (_, index) => index + 1),
  y: Float64Array.from(y),
  ...change,
});
const plot = (series: readonly PlotSeries[], change: Partial<PlotSpec> = {}): PlotSpec => ({
  title: 'Mean',
  xLabel: 'pass',
  yLabel: 'mean',
  series,
  ...change,
});
const labels = (spec: PlotSpec): string[] => yAxisOf(spec, 0, 160).ticks.map(({ label }) => label);

describe('the vertical axis', () => {
  it('is linear for what can be told apart on one, and not rounded', () => {
    const axis = yAxisOf(plot([line([2, 4, 12])]), 0, 160);
    expect(axis.isLog).toBe(false);
    expect([axis.place(12), axis.place(2)]).toEqual([0, 160]);
  });

  it('is logarithmic over many magnitudes, in whole decades', () => {
    const axis = yAxisOf(plot([line([2e-15, 1e-6, 0.5])], { xScale: 'log' }), 0, 160);
    expect(axis.isLog).toBe(true);
    expect([axis.place(1), axis.place(1e-15)].map(Math.round)).toEqual([0, 160]);
  });

  it('gives exact zeros a line of their own below the decades', () => {
    const axis = yAxisOf(plot([line([0, 1e-6, 1])], { yScale: 'log' }), 0, 160);
    expect(axis.ticks[0]).toEqual({ at: 160, label: '0', isZero: true });
    expect(axis.place(0)).toBe(160);
    expect(axis.place(1e-6)).toBeCloseTo(146);
    expect(axis.place(-1)).toBeNaN();
  });

  it('is not logarithmic for what has a sign, is a share, or grows with equal steps', () => {
    const isLog = (series: PlotSeries, change: Partial<PlotSpec>) => yAxisOf(plot([series], change), 0, 160).isLog;
    expect(isLog(line([-1e-9, 1]), { xScale: 'log' })).toBe(false);
    expect(isLog(line([1e-9, 1], { mark: 'steps' }), { xScale: 'log' })).toBe(false);
    expect(isLog(line([1e-9, 1]), {})).toBe(false);
  });

  it('does not blow up the last digits of what stays the same', () => {
    const axis = yAxisOf(plot([line([1.744145, 1.744145 + 1e-15])]), 0, 160);
    expect(axis.place(1.744145)).toBeCloseTo(80);
  });

  it('begins at 0 for sizes and shares', () => {
    expect(labels(plot([line([5, 9])], { isSize: true }))[0]).toBe('0');
    expect(labels(plot([line([0.1, 0.4], { mark: 'steps' })]))[0]).toBe('0');
  });

  it('says its numbers as the plot wants them said', () => {
    const yText = (share: number): string => `${(share * 100).toFixed(1)} %`;
    expect(labels(plot([line([0, 0.4], { mark: 'steps' })], { yText }))).toContain('20 %');
  });

  it('has a place for no value that is not finite', () => {
    const axis = yAxisOf(plot([line([1, NaN, Infinity, 2])]), 0, 160);
    expect([axis.place(NaN), axis.place(Infinity)]).toEqual([NaN, NaN]);
    expect(axis.place(2)).toBe(0);
  });
});

describe('the horizontal axis', () => {
  it('has whole numbers only where it counts', () => {
    const ticks = (passes: number): string[] =>
      xAxisOf(plot([line(Array<number>(passes).fill(0))], { isCounted: true }), 0, 600).ticks.map(({ label }) => label);
    expect(ticks(2)).toEqual(['1', '2']);
    expect(ticks(1)).toEqual(['1']);
    expect(ticks(13)).toHaveLength(13);
    expect(ticks(1000).length).toBeLessThan(25);
  });

  it('ends where logarithmic values end', () => {
    const axis = xAxisOf(plot([line([1, 1], { x: Float64Array.of(2, 256) })], { xScale: 'log' }), 0, 300);
    expect([axis.place(2), axis.place(256)]).toEqual([0, 300]);
    expect(axis.ticks.map(({ label }) => label)).toEqual(['2', '5', '10', '20', '50', '100', '200']);
  });
});

describe('logarithmic marks', () => {
  it('thin out, or get company', () => {
    expect(logMarks(-15, 1, 6)).toEqual([1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1]);
    expect(logMarks(0, 1, 6)).toEqual([1, 2, 5, 10]);
  });

  it('are labelled as people write them', () => {
    expect([1e-6, 0.001, 0.5, 1, 10_000, 1e5, 2e7].map(decadeLabel)).toEqual([
      '1e−6',
      '0.001',
      '0.5',
      '1',
      '10,000',
      '1e5',
      '2e7',
    ]);
  });
});

describe('a plot', () => {
  it('labels its series beside their last values, apart from each other', () => {
    const { labels, right, left } = plotModel(plot([line([1, 2]), line([1, 2.001], { label: 'batch' })]), 500, 200);
    expect(labels.map(({ text }) => text)).toEqual(['running', 'batch']);
    expect(Math.abs(labels[0].y - labels[1].y)).toBeGreaterThanOrEqual(13);
    expect(right - left).toBe(500 - 48 - 108);
  });

  it('needs no label for a single series', () => {
    expect(plotModel(plot([line([1, 2])]), 500, 200).labels).toEqual([]);
  });

  it('gives long names more room, and cuts what still does not fit', () => {
    const named = (label: string, width: number) =>
      plotModel(plot([line([1, 2], { label }), line([2, 1])]), width, 200).labels[0].text;
    expect(named('Ioffe and Szegedy 2015', 600)).toBe('Ioffe and Szegedy 2015');
    expect(named('Ioffe and Szegedy 2015', 300)).toMatch(/^Ioffe.*…$/);
  });

  it('marks infinite differences at its top', () => {
    const model = plotModel(plot([line([1, Infinity, 2])], { isSize: true }), 500, 200);
    expect(model.placed[0].beyond).toEqual([model.x.place(2)]);
    expect(model.placed[0].points[1].y).toBeNaN();
  });

  it('shows its marker only where the axis has a place for it', () => {
    expect(plotModel(plot([line([1, 2, 3])], { marker: 2 }), 500, 200).marker).toBe((48 + 392) / 2);
    expect(plotModel(plot([line([1, 2, 3])], { marker: 9 }), 500, 200).marker).toBeNull();
  });

  it('has a stop at every x, in the middle of bins that are given by their edges', () => {
    const steps = line([0.2, 0.8], { mark: 'steps', x: Float64Array.of(0, 1, 2) });
    const model = plotModel(plot([steps]), 500, 200);
    expect(model.stops).toEqual([0.5, 1.5]);
    expect(model.placed[0].edges).toEqual([0, 1, 2].map(model.x.place));
    expect([valueAt(steps, 0.5), valueAt(steps, 1.5), valueAt(steps, 1)]).toEqual([0.2, 0.8, undefined]);
    expect(stopAt(model, model.x.place(1.4))).toBe(1.5);
    expect(stopAt(model, 0)).toBeNull();
  });

  it('moves its cross by keys, from the marker on', () => {
    const stops = [1, 2, 5];
    expect(movedStop(stops, null, 4, 'ArrowRight')).toBe(5);
    expect(movedStop(stops, 2, 4, 'ArrowRight')).toBe(5);
    expect(movedStop(stops, 1, NaN, 'ArrowLeft')).toBe(1);
    expect(movedStop(stops, 1, NaN, 'End')).toBe(5);
    expect(movedStop(stops, 1, NaN, 'Escape')).toBeNull();
    expect(movedStop(stops, null, NaN, 'Escape')).toBeUndefined();
    expect(movedStop(stops, 1, NaN, 'x')).toBeUndefined();
    expect(movedStop([], null, NaN, 'ArrowLeft')).toBeUndefined();
  });

  it('says its numbers in a table, and itself in a sentence', () => {
    const spec = plot([line([1.23456, 2]), line([3], { label: 'batch' })]);
    const { heads, rowCount, row } = plotTable(spec, plotModel(spec, 500, 200).stops);
    expect(heads).toEqual(['pass', 'running', 'batch']);
    expect([rowCount, row(0), row(1)]).toEqual([2, ['1', '1.235', '3'], ['2', '2', '']]);
    expect(plotName(spec)).toBe('Mean: mean over pass, running, batch');
    expect(stopText(plot([], { isCounted: true }), 1234)).toBe('pass 1234');
  });
});
