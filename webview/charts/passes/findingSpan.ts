import { nothing, svg, type SVGTemplateResult } from 'lit';
import { columnLeft, initPass, isOnAxis, passesLeft, type PassAxis } from './passAxis.js';

/** The passes that something is about; −1: the state before the first. */
export interface PassSpan {
  readonly pass: number;
  readonly lastPass: number;
}

/** Left and right end, in pixels, of the columns that a finding is about; null where the axis shows none of them. */
export function spanOnAxis(
  axis: PassAxis,
  { pass, lastPass }: PassSpan,
  withInit: boolean,
): readonly [number, number] | null {
  const isInit = pass === initPass && withInit && isOnAxis(axis, initPass);
  const first = Math.max(pass, axis.from);
  const last = Math.min(lastPass, axis.to - 1);
  if (first > last) return isInit ? [axis.left, passesLeft(axis)] : null;
  return [isInit ? axis.left : columnLeft(axis, first), columnLeft(axis, last) + axis.columnWidth];
}

/** A bracket over these columns, its line at `y` and its ends pointing at the chart. */
export function findingSpan(
  axis: PassAxis,
  span: PassSpan | undefined,
  y: number,
  withInit: boolean,
): SVGTemplateResult | typeof nothing {
  const ends = span && spanOnAxis(axis, span, withInit);
  if (!ends) return nothing;
  return svg`<path class="bn-finding-span" d="M${ends[0] + 1} ${y + 3}V${y}H${ends[1] - 1}V${y + 3}" />`;
}
