/** How a histogram is laid on the page: `x` maps a value to a pixel, `height` a share to pixels above the baseline. */
export interface HistogramLayout {
  readonly x: (value: number) => number;
  readonly height: (share: number) => number;
  readonly baseline: number;
}

function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Bars with a gap between them that a bar keeps at least three quarters of; a bin that is not empty is never invisible. */
export function barsPath(edges: ArrayLike<number>, shares: ArrayLike<number>, layout: HistogramLayout): string {
  const { x, height, baseline } = layout;
  let path = '';
  for (let bin = 0; bin < shares.length; bin++) {
    if (!(shares[bin] > 0)) continue;
    const left = x(edges[bin]);
    const width = x(edges[bin + 1]) - left;
    const gap = Math.min(1, width / 4);
    path += `M${px(left + gap / 2)} ${px(baseline)}v-${px(Math.max(0.5, height(shares[bin])))}h${px(width - gap)}V${px(baseline)}Z`;
  }
  return path;
}

/** The outline of a histogram: one step line from the first edge to the last. */
export function outlinePath(edges: ArrayLike<number>, shares: ArrayLike<number>, layout: HistogramLayout): string {
  const { x, height, baseline } = layout;
  let path = `M${px(x(edges[0]))} ${px(baseline)}`;
  for (let bin = 0; bin < shares.length; bin++) {
    path += `V${px(baseline - height(shares[bin]))}H${px(x(edges[bin + 1]))}`;
  }
  return `${path}V${px(baseline)}`;
}

/** N(0, 1) as shares of bins of `width` x̂ units, over [low, high]; shares above `most` are cut off there. */
export function normalPath(width: number, low: number, high: number, most: number, layout: HistogramLayout): string {
  const points = 120;
  const from = Math.max(low, -4);
  const to = Math.min(high, 4);
  if (!(to > from)) return '';
  const parts = Array.from({ length: points + 1 }, (_, index) => {
    const value = from + ((to - from) * index) / points;
    const share = (Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI)) * width;
    return `${px(layout.x(value))} ${px(layout.baseline - layout.height(Math.min(most, share)))}`;
  });
  return `M${parts.join('L')}`;
}

/** The largest of 1, 2 and 5 times a power of ten that is at most `most`: the labelled height of a share axis. */
export function niceShare(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most) + 1e-12);
  const mantissa = most / power;
  return power * (mantissa >= 5 ? 5 : mantissa >= 2 ? 2 : 1);
}
