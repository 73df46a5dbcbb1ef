import { describe, expect, it } from 'vitest';
import { divergingScale } from '../../../../../webview/charts/heatmap/colourScale.js';
import { cellMark, cellPixels } from '../../../../../webview/charts/heatmap/heatmap.js';

const scale = divergingScale((share) => (share < 0.5 ? '#800080' : share > 0.5 ? '#008000' : '#101010'), 1);

describe('the cells of a heatmap', () => {
  it('have the colour of their value', () => {
    const { image, marked } = cellPixels({ rows: 1, columns: 3, values: [-1, 0, 1], scale });
    expect([...image]).toEqual([128, 0, 128, 255, 16, 16, 16, 255, 0, 128, 0, 255]);
    expect(marked).toEqual([]);
  });

  it('are marked, not coloured, where the value is not finite', () => {
    const { image, marked } = cellPixels({ rows: 2, columns: 2, values: [NaN, Infinity, -Infinity, 1], scale });
    expect(marked).toEqual([0, 1, 2]);
    expect([...image.slice(0, 12)].every((byte) => byte === 0)).toBe(true);
    expect([NaN, Infinity, -Infinity, 0].map(cellMark)).toEqual(['nan', 'above', 'below', null]);
  });

  it('are background where nothing ran, whatever stands there', () => {
    const { image, marked } = cellPixels({ rows: 1, columns: 2, values: [NaN, 1], masked: [1, 1], scale });
    expect(marked).toEqual([]);
    expect([...image]).toEqual(new Array(8).fill(0));
  });
});
