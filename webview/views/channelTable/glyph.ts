import { svg, type SVGTemplateResult } from 'lit';
import type { ChannelTable, GlyphAxis } from '../../../src/session/index.js';

interface Spread {
  readonly mean: number;
  readonly sigma: number;
}

/** Mean ± σ of one channel in a row of 20 px: batch above (dot, line), running below (tick, bar). */
export function glyph(
  table: ChannelTable,
  row: number,
  axis: GlyphAxis,
  width: number,
  isTracked = true,
): SVGTemplateResult {
  const x = (value: number): number => ((value - axis.from) / (axis.to - axis.from)) * width;
  const batch = { mean: table.mean[row], sigma: Math.sqrt(table.var[row]) };
  const running = { mean: table.runningMean[row], sigma: Math.sqrt(table.runningVar[row]) };
  return svg`<svg class="bn-glyph" width=${width} height="20" viewBox="0 0 ${width} 20" aria-hidden="true">
    ${axis.from < 0 && axis.to > 0 ? svg`<path class="bn-glyph-zero" d="M${Math.round(x(0)) + 0.5} 0V20"></path>` : null}
    ${spread(batch, 6.5, 'bn-glyph-batch', x, width)}
    ${isTracked ? spread(running, 13.5, 'bn-glyph-running', x, width) : null}
  </svg>`;
}

function spread(
  { mean, sigma }: Spread,
  y: number,
  name: string,
  x: (value: number) => number,
  width: number,
): SVGTemplateResult | null {
  if (Number.isNaN(mean)) {
    return svg`<rect class="bn-glyph-nan" x="0" y=${y - 2} width=${width} height="4" fill="url(#bn-stripes)"></rect>`;
  }
  const at = x(mean);
  if (at < 0) return svg`<path class=${name} d="M6 ${y - 3}V${y + 3}L0 ${y}Z"></path>`;
  if (at > width) return svg`<path class=${name} d="M${width - 6} ${y - 3}V${y + 3}L${width} ${y}Z"></path>`;
  const reach = Number.isFinite(sigma) ? sigma : 0;
  const from = Math.max(0, x(mean - reach));
  const to = Math.min(width, x(mean + reach));
  const isBatch = name === 'bn-glyph-batch';
  const thickness = isBatch ? 1.5 : 4;
  return svg`<rect class="${name}-range" x=${from} y=${y - thickness / 2} width=${Math.max(1, to - from)} height=${thickness}></rect>
    ${
      isBatch
        ? svg`<circle class=${name} cx=${at} cy=${y} r="2.5"></circle>`
        : svg`<rect class=${name} x=${at - 1} y=${y - 3.5} width="2" height="7"></rect>`
    }`;
}
