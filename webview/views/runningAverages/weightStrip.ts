import { nothing, svg, type SVGTemplateResult } from 'lit';
import { columnLeft, initPass, type PassAxis } from '../../charts/passes/passAxis.js';
import { percent } from '../../kit/format.js';

/** How much of the initial running values is left after each pass: a bar a pass, 1 at full height. */
export function weightStrip(
  /** [P + 1], starts with the initial state's 1. */
  weights: Float64Array,
  axis: PassAxis,
  shown: number,
  [top, bottom]: readonly [number, number],
): SVGTemplateResult {
  const margin = Math.min(4, Math.floor(axis.columnWidth / 8));
  const paths = { past: '', ahead: '' };
  let lastX = -1;
  for (let pass = axis.hasInit ? initPass : axis.from; pass < Math.min(axis.to, weights.length - 1); pass++) {
    const weight = weights[pass + 1];
    const x = columnLeft(axis, pass);
    if (!Number.isFinite(weight) || x === lastX) continue;
    lastX = x;
    const height = Math.max(weight > 0 ? 0.5 : 0, Math.round(weight * (bottom - top) * 2) / 2);
    paths[pass <= shown ? 'past' : 'ahead'] +=
      `M${x + margin} ${bottom}v-${height}h${axis.columnWidth - 2 * margin}v${height}Z`;
  }
  const now = weights[Math.min(weights.length - 1, shown + 1)];
  const y = (top + bottom) / 2 + 1;
  return svg`
    <text class="bn-tick" x="0" y=${y} dy=".35em">weight</text>
    <path class="bn-neutral" d=${paths.past} />
    <path class="bn-neutral bn-later" d=${paths.ahead} />
    ${
      Number.isFinite(now) && shown >= 0
        ? svg`<text class="bn-direct" x=${axis.right + 8} y=${y} dy=".35em">${percent(now)} still initial</text>`
        : nothing
    }`;
}
