import { describe, expect, it } from 'vitest';
import { barsPath, niceShare, normalPath, outlinePath } from '../../../../webview/charts/histogramPath.js';

const layout = { x: (value: number) => value * 10, height: (share: number) => share * 100, baseline: 50 };

describe('histograms', () => {
  it('have a pixel between their bars and none for empty bins', () => {
    expect(barsPath([0, 1, 2, 3], [0.25, 0, 0.1], layout)).toBe('M0.5 50v-25h9V50ZM20.5 50v-10h9V50Z');
  });

  it('never hide a bin that holds something', () => {
    expect(barsPath([0, 1], [1e-6], layout)).toBe('M0.5 50v-0.5h9V50Z');
  });

  it('have an outline from edge to edge', () => {
    expect(outlinePath([0, 1, 2], [0.2, 0.1], layout)).toBe('M0 50V30H10V40H20V50');
  });

  it('compare with a normal curve whose height is density times bin width', () => {
    const top = Math.min(...[...normalPath(0.25, -4, 4, 1, layout).matchAll(/ ([\d.]+)/g)].map(([, y]) => Number(y)));
    expect(50 - top).toBeCloseTo((0.25 / Math.sqrt(2 * Math.PI)) * 100, 1);
    expect(normalPath(1, 5, 9, 1, layout)).toBe('');
  });

  it('label the largest round share that fits', () => {
    expect([0.106, 0.05, 0.021, 1, 0.0099].map(niceShare)).toEqual([0.1, 0.05, 0.02, 1, 0.005]);
  });
});
