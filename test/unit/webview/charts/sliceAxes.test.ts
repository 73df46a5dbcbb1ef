import { describe, expect, it } from 'vitest';
import { axisNames, defaultAxes, withAxis } from '../../../../webview/charts/sliceAxes.js';

describe('axes of a slice', () => {
  it('have the letters of PyTorch, wherever the channels are', () => {
    expect([2, 3, 4, 5].map((rank) => axisNames(rank, 1).join(''))).toEqual(['nc', 'ncl', 'nchw', 'ncdhw']);
    expect(axisNames(4, 3).join('')).toBe('nhwc');
    expect(axisNames(4, 0, 3).join('')).toBe('chwn');
    expect(axisNames(3, 0).join('')).toBe('cnl');
    expect(axisNames(6, 1)).toEqual(['n', 'c', 'a2', 'a3', 'a4', 'a5']);
  });

  it('are the last two spatial ones; samples where there are fewer', () => {
    expect(defaultAxes(4, 1)).toEqual({ row: 2, column: 3 });
    expect(defaultAxes(4, 3)).toEqual({ row: 1, column: 2 });
    expect(defaultAxes(5, 1)).toEqual({ row: 3, column: 4 });
    expect(defaultAxes(3, 1)).toEqual({ row: 0, column: 2 });
    expect(defaultAxes(2, 1)).toEqual({ row: 0, column: 1 });
    expect(defaultAxes(1, 0)).toEqual({ row: null, column: 0 });
  });

  it('change places when one is asked for where the other is', () => {
    expect(withAxis({ row: 2, column: 3 }, 'row', 3)).toEqual({ row: 3, column: 2 });
    expect(withAxis({ row: 2, column: 3 }, 'column', 0)).toEqual({ row: 2, column: 0 });
  });
});
