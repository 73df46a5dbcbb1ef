import { deviation, mean } from 'd3';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { Slice, SliceRequest } from '../../../src/session/index.js';
import type { ColourMap } from '../../charts/heatmap/colourMaps.js';
import { divergingScale, largestDistance, niceLimit, type ColourScale } from '../../charts/heatmap/colourScale.js';
import { axisNames, defaultAxes, type SliceAxes } from '../../charts/sliceAxes.js';
import type { UiState } from '../../store/uiState.js';
import { pictureSize, windowStart, type PictureSize } from './pictureSize.js';

/** Which values the output view shows, and how large. */
export interface OutputModel {
  readonly shape: readonly number[];
  readonly names: readonly string[];
  readonly channelAxis: number;
  readonly axes: SliceAxes;
  /** One index for each axis: the first of the window on the shown axes, the fixed one on the others. */
  readonly index: readonly number[];
  readonly size: PictureSize;
  readonly request: SliceRequest;
}

/** In a table of values more than these are too many to scroll through. */
const mostMatrixValues = 64;

export function outputModel(
  { input, settings, shown, passes }: SessionSnapshot,
  ui: UiState,
  width: number,
  legends: 1 | 2,
): OutputModel {
  const { shape } = input;
  const { channelAxis, batchAxis } = settings;
  const axes = ui.sliceAxes ?? defaultAxes(shape.length, channelAxis);
  const lengthOf = (axis: number | null): number => (axis === null ? 1 : (shape[axis] ?? 1));
  const pictures = shown === null || passes[shown].status === 'refused' ? 1 : 2;
  const picture = pictureSize(width, lengthOf(axes.row), lengthOf(axes.column), pictures, legends);
  const size = ui.showMatrix ? { ...picture, maxRows: mostMatrixValues, maxColumns: mostMatrixValues } : picture;
  const chosen = ui.sliceIndex ?? ui.picked ?? shape.map(() => 0);
  const index = shape.map((_, axis) => {
    const at = axis === channelAxis ? ui.channels[0] : (chosen[axis] ?? 0);
    if (axis === axes.row) return windowStart(at, size.maxRows);
    return axis === axes.column ? windowStart(at, size.maxColumns) : at;
  });
  const { maxRows, maxColumns } = size;
  const request = { pass: shown, rowAxis: axes.row, columnAxis: axes.column, index, maxRows, maxColumns };
  return { shape, names: axisNames(shape.length, channelAxis, batchAxis), channelAxis, axes, index, size, request };
}

/** `[0, 37, h ↓, w →]`: the fixed indices, and which axes run down and across. */
export function sliceText({ names, axes, index }: OutputModel): string {
  const parts = index.map((at, axis) => {
    if (axis === axes.row) return `${names[axis]}\u00a0↓`;
    return axis === axes.column ? `${names[axis]}\u00a0→` : String(at);
  });
  return `[${parts.join(', ')}]`;
}

/** The tensor index of a value of the window. */
export function indexAt({ axes, index }: OutputModel, row: number, column: number): readonly number[] {
  return index.map((at, axis) => at + (axis === axes.row ? row : axis === axes.column ? column : 0));
}

/** The place of a tensor index in the window; null where it is in another slice. */
export function placeOf(
  { axes, index }: OutputModel,
  { rows, columns }: Pick<Slice, 'rows' | 'columns'>,
  of: readonly number[],
): { readonly row: number; readonly column: number } | null {
  const isHere = index.every((at, axis) => axis === axes.row || axis === axes.column || of[axis] === at);
  const row = axes.row === null ? 0 : of[axes.row] - index[axes.row];
  const column = of[axes.column] - index[axes.column];
  const isInside = row >= 0 && row < rows && column >= 0 && column < columns;
  return isHere && isInside ? { row, column } : null;
}

/** Beyond this |mean| / σ one scale would show x, or y, in a single colour. */
const ownScaleMean = 20;

/** The channel's mean, where it dwarfs the spread, so that before and after need scales of their own; else null. */
export function farMean(mean: number, sigma: number): number | null {
  // A constant is shown well enough by its colour.
  return sigma > 0 && Math.abs(mean) > ownScaleMean * sigma ? mean : null;
}

export interface OutputScale {
  readonly scale: ColourScale;
  /** The value that has the middle colour: 0, or the channel's mean where that is far from 0. */
  readonly middle: number;
  readonly limit: number;
}

/** One scale for both, or one for each; symmetric around 0 as for every signed quantity. */
export function outputScales(
  slice: Slice,
  isOwn: boolean,
  far: number | null,
  map: ColourMap,
): { readonly x: OutputScale; readonly y: OutputScale } {
  const around = (middle: number, limit: number): OutputScale => ({
    scale: divergingScale(map, limit, middle),
    middle,
    limit,
  });
  if (!isOwn) {
    const both = around(0, niceLimit(slice.x, slice.y));
    return { x: both, y: both };
  }
  const own = (values: Float64Array, middle: number | null): OutputScale =>
    middle === null ? around(0, niceLimit(values)) : around(middle, niceLimit([largestDistance(middle, values)]));
  return { x: own(slice.x, far), y: own(slice.y ?? slice.x, slice.y && farMeanOf(slice.y)) };
}

/** The same for the finite values of a slice. */
export function farMeanOf(values: Float64Array): number | null {
  const finite = values.filter(Number.isFinite);
  return farMean(mean(finite) ?? 0, deviation(finite) ?? 0);
}
