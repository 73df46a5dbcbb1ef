import { outermost } from './outermost.js';

/** A point of a chart in pixels; y is NaN where there is no value. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A tenth of a pixel is all that anybody sees, and keeps long paths short. */
function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/**
 * A line through points in order of x, broken where y is NaN; a lone point is a dot of the line's width (with round
 * caps). Of more than four points on one pixel column only the first, lowest, highest and last are kept, which looks
 * the same.
 */
export function linePath(points: readonly Point[]): string {
  let path = '';
  for (const run of finiteRuns(points)) {
    const kept = thinned(run);
    path += `M${kept.map(({ x, y }) => `${px(x)} ${px(y)}`).join('L')}${kept.length === 1 ? 'h0' : ''}`;
  }
  return path;
}

/** The area between two lines over the same x, broken where either is NaN. */
export function bandPath(upper: readonly Point[], lower: readonly Point[]): string {
  const isGap = upper.map(({ y }, index) => Number.isNaN(y) || Number.isNaN(lower[index].y));
  let path = '';
  for (let from = 0; from < upper.length; from++) {
    if (isGap[from]) continue;
    let to = from;
    while (to < upper.length && !isGap[to]) to++;
    const top = thinned(upper.slice(from, to));
    const bottom = thinned(lower.slice(from, to)).reverse();
    path += `M${[...top, ...bottom].map(({ x, y }) => `${px(x)} ${px(y)}`).join('L')}Z`;
    from = to;
  }
  return path;
}

/** Dots as one path: zero-length strokes, to be drawn with round caps of the dots' diameter; thinned as lines are. */
export function dotsPath(points: readonly Point[]): string {
  return thinned(points.filter(({ y }) => Number.isFinite(y)))
    .map(({ x, y }) => `M${px(x)} ${px(y)}h0`)
    .join('');
}

/** Hollow diamonds of half-width 3 and half-height 4.5 (or smaller by `scale`) as one path. */
export function diamondsPath(points: readonly Point[], scale = 1): string {
  const [w, h] = [px(3 * scale), px(4.5 * scale)];
  return points
    .map(({ x, y }) => (Number.isFinite(y) ? `M${px(x)} ${px(y - 4.5 * scale)}l${w} ${h}l-${w} ${h}l-${w} -${h}Z` : ''))
    .join('');
}

/** Vertical whiskers from y − half to y + half, as one path; those at one x become one. */
export function whiskersPath(points: readonly (Point & { readonly half: number })[]): string {
  const spans: { x: number; top: number; bottom: number }[] = [];
  for (const { x, y, half } of points) {
    if (!Number.isFinite(y) || !Number.isFinite(half)) continue;
    const last = spans.at(-1);
    if (last?.x === x) {
      last.top = Math.min(last.top, y - half);
      last.bottom = Math.max(last.bottom, y + half);
    } else spans.push({ x, top: y - half, bottom: y + half });
  }
  return spans.map(({ x, top, bottom }) => `M${px(x)} ${px(top)}V${px(bottom)}`).join('');
}

function finiteRuns(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  let run: Point[] = [];
  for (const point of points) {
    if (Number.isFinite(point.y)) run.push(point);
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

function thinned(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (let from = 0; from < points.length;) {
    const column = Math.floor(points[from].x);
    let to = from + 1;
    while (to < points.length && Math.floor(points[to].x) === column) to++;
    const those = range(from, to);
    const wanted =
      those.length <= 4
        ? those
        : outermost(
            those,
            (index) => points[index].y,
            (index) => -points[index].y,
          );
    kept.push(...wanted.map((index) => points[index]));
    from = to;
  }
  return kept;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
