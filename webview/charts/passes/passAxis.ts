/** The pass that stands for the state before the first one. */
export const initPass = -1;

/** Margins of every chart over passes: axis labels at the left, direct labels at the right. */
export const chartMargin = { left: 44, right: 108 } as const;

/** A few passes are not stretched over the whole width: a step to the next would move all of them. */
const widestColumn = 64;

/**
 * The horizontal axis that running averages and overview share, pixel for pixel. A pass is a column of whole pixels;
 * where there are more passes than pixels, a column is one pixel and holds several.
 */
export interface PassAxis {
  /** Passes on the axis, half-open, counted from 0. */
  readonly from: number;
  readonly to: number;
  /** Whether the column of the initial state comes first. */
  readonly hasInit: boolean;
  readonly columnWidth: number;
  /** Columns that passes take; fewer than passes where several share one. */
  readonly passColumns: number;
  /** Left edge of the first column and right edge of the last, in pixels. */
  readonly left: number;
  readonly right: number;
}

/** The axis for a chart of `width` pixels over `passes` planned passes, or over those of `zoom` (half-open). */
export function passAxis(width: number, passes: number, zoom: readonly [number, number] | null): PassAxis {
  const plotWidth = Math.max(1, Math.floor(width) - chartMargin.left - chartMargin.right);
  const from = zoom ? Math.max(0, Math.min(zoom[0], passes)) : 0;
  const to = zoom ? Math.max(from, Math.min(zoom[1], passes)) : passes;
  const hasInit = from === 0;
  const extra = hasInit ? 1 : 0;
  const passColumns = Math.min(to - from, Math.max(0, plotWidth - extra));
  const columns = passColumns + extra;
  const columnWidth = Math.max(1, Math.min(widestColumn, Math.floor(plotWidth / Math.max(1, columns))));
  const { left } = chartMargin;
  return { from, to, hasInit, columnWidth, passColumns, left, right: left + columns * columnWidth };
}

/** Left edge of the first pass's column. */
export function passesLeft(axis: PassAxis): number {
  return axis.left + (axis.hasInit ? axis.columnWidth : 0);
}

/** Which of the pass columns holds a pass; the inverse of `floor(column · passes / columns)`, where a column begins. */
export function columnOf(axis: PassAxis, pass: number): number {
  const passes = axis.to - axis.from;
  return Math.ceil(((pass - axis.from + 1) * axis.passColumns) / Math.max(1, passes)) - 1;
}

/** Left edge of a pass's column; `initPass` has one, too. */
export function columnLeft(axis: PassAxis, pass: number): number {
  return pass < axis.from ? axis.left : passesLeft(axis) + columnOf(axis, pass) * axis.columnWidth;
}

/** Middle of a pass's column. */
export function columnCentre(axis: PassAxis, pass: number): number {
  return columnLeft(axis, pass) + axis.columnWidth / 2;
}

/** Whether a pass, or the initial state, has a column. */
export function isOnAxis(axis: PassAxis, pass: number): boolean {
  return pass === initPass ? axis.hasInit : pass >= axis.from && pass < axis.to;
}

/** The pass under a pixel, `initPass` for the initial state; null beside the axis. */
export function passAt(axis: PassAxis, x: number): number | null {
  if (!(x >= axis.left && x < axis.right)) return null;
  const column = Math.floor((x - passesLeft(axis)) / axis.columnWidth);
  if (column < 0) return initPass;
  return axis.from + Math.floor((column * (axis.to - axis.from)) / axis.passColumns);
}

/** The half-open range of passes between two pixels, for a brush; null where it holds no pass. */
export function passesBetween(axis: PassAxis, a: number, b: number): readonly [number, number] | null {
  const inside = (x: number): number => Math.min(axis.right - 1, Math.max(axis.left, x));
  const first = passAt(axis, inside(Math.min(a, b)));
  const last = passAt(axis, inside(Math.max(a, b)));
  if (first === null || last === null || last === initPass) return null;
  // The last pixel of a crowded axis may stand for several passes.
  const end = last + Math.max(1, Math.floor((axis.to - axis.from) / Math.max(1, axis.passColumns)));
  return [Math.max(0, first), Math.min(axis.to, end)];
}

export interface PassLabel {
  readonly pass: number;
  readonly x: number;
  readonly text: string;
}

/** Labels under the axis, so many as fit: every pass, every second, fifth, tenth …; the shown pass is always there. */
export function passLabels(axis: PassAxis, shown: number | null): readonly PassLabel[] {
  const perPass = axis.passColumns === 0 ? 1 : (axis.columnWidth * axis.passColumns) / (axis.to - axis.from);
  const step = labelStep(perPass, labelWidth(String(axis.to)));
  const label = (pass: number): PassLabel => ({
    pass,
    x: columnCentre(axis, pass),
    text: pass === initPass ? 'init' : String(pass + 1),
  });
  const labels: PassLabel[] = [];
  const current = shown !== null && isOnAxis(axis, shown) ? label(shown) : null;
  const room = (a: PassLabel, b: PassLabel): boolean =>
    Math.abs(a.x - b.x) >= (labelWidth(a.text) + labelWidth(b.text)) / 2;
  const add = (candidate: PassLabel): void => {
    const previous = labels.at(-1);
    if (previous && !room(previous, candidate)) return;
    if (!current || candidate.pass === current.pass || room(current, candidate)) labels.push(candidate);
  };
  if (axis.hasInit) add(label(initPass));
  for (let pass = axis.from; pass < axis.to; pass++) {
    if (pass === current?.pass) labels.push(current);
    else if (step === 1 || (pass + 1) % step === 0 || (pass === axis.from && !axis.hasInit)) add(label(pass));
  }
  return labels;
}

function labelWidth(text: string): number {
  return text.length * 7 + 6;
}

function labelStep(pixelsPerPass: number, width: number): number {
  for (let power = 1; ; power *= 10) {
    for (const nice of [1, 2, 5]) if (nice * power * pixelsPerPass >= width) return nice * power;
  }
}
