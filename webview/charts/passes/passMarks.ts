import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { PassSummary } from '../../../src/protocol/index.js';
import {
  columnCentre,
  columnLeft,
  initPass,
  isOnAxis,
  passAt,
  passLabels,
  passesLeft,
  type PassAxis,
} from './passAxis.js';

/** Columns narrower than this are drawn without a gap at their sides. */
const narrow = 8;

/** Left edge and width of what is drawn in a column: a pixel free at both sides where there is room. */
export function columnInside(axis: PassAxis, pass: number): { readonly x: number; readonly width: number } {
  const gap = axis.columnWidth >= narrow ? 1 : 0;
  return { x: columnLeft(axis, pass) + gap, width: axis.columnWidth - 2 * gap };
}

/** The numbers under a chart, the shown one in reverse, eval passes with a diamond. */
export function passNumbers(
  axis: PassAxis,
  passes: readonly PassSummary[],
  shown: number | null,
  y: number,
  withInit: boolean,
): SVGTemplateResult {
  const hasRoomForMode = axis.columnWidth >= 24;
  return svg`
    <text class="bn-tick" x="0" y=${y} dy=".35em">pass</text>
    ${passLabels(axis, shown ?? initPass).map(({ pass, x, text }) => {
      if (pass === initPass && !withInit) return nothing;
      const isShown = pass === (shown ?? initPass) && (shown !== null || withInit);
      const half = (text.length * 7 + 8) / 2;
      const isEval = hasRoomForMode && passes.at(pass)?.mode === 'eval' && pass !== initPass;
      return svg`
        ${isShown ? svg`<rect class="bn-reverse" x=${x - half} y=${y - 7.5} width=${2 * half} height="15" rx="2" />` : nothing}
        ${isEval ? svg`<path class="bn-eval-outline" d="M${x - (isShown ? half + 6 : text.length * 3.5 + 5)} ${y - 4.5}l3 4.5l-3 4.5l-3 -4.5Z" />` : nothing}
        <text class="bn-tick bn-middle ${isShown ? 'bn-reverse-text' : ''}" x=${x} y=${y} dy=".35em">${text}</text>`;
    })}`;
}

/** A vertical dashed line through the column under the mouse. */
export function passCross(
  axis: PassAxis,
  pass: number | null | undefined,
  top: number,
  bottom: number,
): SVGTemplateResult | typeof nothing {
  if (pass === null || pass === undefined || !isOnAxis(axis, pass)) return nothing;
  return svg`<path class="bn-cross" d="M${Math.floor(columnCentre(axis, pass)) + 0.5} ${top}V${bottom}" />`;
}

/** The part of the axis that a brush covers while it is being drawn. */
export function brushBand(
  brush: readonly [number, number] | null,
  top: number,
  bottom: number,
): SVGTemplateResult | typeof nothing {
  return brush
    ? svg`<rect class="bn-brush" x=${brush[0]} y=${top} width=${brush[1] - brush[0]} height=${bottom - top} />`
    : nothing;
}

/** `20–60` where the axis shows a part of the program. */
export function zoomText(axis: Pick<PassAxis, 'from' | 'to'>, passes: number): string {
  return axis.to - axis.from < passes ? `${axis.from + 1}–${axis.to}` : '';
}

/** The pass under a pixel of a chart that has no initial state to point at. */
export function realPassAt(axis: PassAxis, x: number): number | null {
  const pass = x >= passesLeft(axis) ? passAt(axis, x) : null;
  return pass === initPass ? null : pass;
}
