import type { Series } from '../../../src/session/index.js';

/** A line, dots or steps of a plot; steps may have one x more than y: the edges of their bins. */
export interface PlotSeries extends Series {
  /** Dash pattern of a line, as of SVG; none: solid. */
  readonly dash?: string;
}

/** What a plot shows: numbers over numbers, and how they are called. */
export interface PlotSpec {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScale?: 'linear' | 'log';
  /** Absent: logarithmic over a logarithmic x, where magnitudes would not be told apart otherwise. */
  readonly yScale?: 'linear' | 'log';
  readonly series: readonly PlotSeries[];
  /** An x that stands out: the slider's value, the shown pass. */
  readonly marker?: number;
  /** Whether x counts things, so that no tick lies between two. */
  readonly isCounted?: boolean;
  /** Whether y is a size, whose axis begins at 0. */
  readonly isSize?: boolean;
  /** Values that the vertical axis reaches besides its own, so that plots beside each other have one scale. */
  readonly yReach?: readonly number[];
  /** How a y is said and labelled; absent: with three digits. */
  readonly yText?: (value: number) => string;
}
