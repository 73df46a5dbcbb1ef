import { describe, expect, it } from 'vitest';
import { bandPath, diamondsPath, dotsPath, linePath, whiskersPath } from '../../../../webview/charts/linePath.js';

const at = (...ys: number[]): { x: number; y: number }[] => ys.map((y, i) => ({ x: i * 10, y }));

describe('lines', () => {
  it('are broken by NaN', () => {
    expect(linePath(at(1, 2, NaN, 3, 4))).toBe('M0 1L10 2M30 3L40 4');
  });

  it('show a lone point as a dot', () => {
    expect(linePath(at(NaN, 5, NaN))).toBe('M10 5h0');
  });

  it('are empty where nothing is finite', () => {
    expect(linePath(at(NaN, Infinity))).toBe('');
  });

  it('keep the extremes of many points on one pixel', () => {
    const points = Array.from({ length: 1000 }, (_, i) => ({
      x: 5 + i / 2000,
      y: i === 400 ? 90 : i === 600 ? -90 : 0,
    }));
    expect(linePath(points)).toBe('M5 0L5.2 90L5.3 -90L5.5 0');
  });

  it('keep thousands of passes short', () => {
    const points = Array.from({ length: 20_000 }, (_, i) => ({ x: Math.floor(i / 40) + 0.5, y: Math.sin(i) * 50 }));
    expect(linePath(points).split('L').length).toBeLessThanOrEqual(4 * 500);
  });
});

describe('bands', () => {
  it('go along one edge and back along the other', () => {
    expect(bandPath(at(1, 2), at(5, 6))).toBe('M0 1L10 2L10 6L0 5Z');
  });

  it('are broken where either edge is NaN', () => {
    expect(bandPath(at(1, NaN, 2), at(5, 6, 7))).toBe('M0 1L0 5ZM20 2L20 7Z');
  });
});

describe('marks', () => {
  it('leave out what has no place', () => {
    expect(dotsPath(at(1, NaN, 3))).toBe('M0 1h0M20 3h0');
    expect(diamondsPath(at(NaN))).toBe('');
    expect(whiskersPath([{ x: 0, y: 5, half: NaN }])).toBe('');
  });

  it('join whiskers that stand on one pixel', () => {
    const whiskers = [
      { x: 1, y: 5, half: 2 },
      { x: 1, y: 9, half: 1 },
      { x: 2, y: 5, half: 1 },
    ];
    expect(whiskersPath(whiskers)).toBe('M1 3V10M2 4V6');
  });
});
