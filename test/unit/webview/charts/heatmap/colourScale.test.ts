import { describe, expect, it } from 'vitest';
import {
  colourTable,
  divergingScale,
  niceLimit,
  sequentialScale,
} from '../../../../../webview/charts/heatmap/colourScale.js';

const map = (share: number): string => `rgb(${Math.round(share * 255)}, 0, 0)`;

describe('diverging scales', () => {
  it('have 0 in the middle whatever the values', () => {
    const { share, domain } = divergingScale(map, 4);
    expect(domain).toEqual([-4, 4]);
    expect([-8, -4, 0, 2, 4, 9].map(share)).toEqual([0, 0, 0.5, 0.75, 1, 1]);
  });

  it('can have another middle', () => {
    expect(divergingScale(map, 2, 12_000).share(12_001)).toBe(0.75);
  });

  it('survive a slice of zeros', () => {
    expect(divergingScale(map, 0).share(0)).toBe(0.5);
  });
});

describe('sequential scales', () => {
  it('are linear up to a ratio of 100', () => {
    const scale = sequentialScale(map, [1, 50, 100]);
    expect(scale.isLogarithmic).toBe(false);
    expect(scale.share(50.5)).toBe(0.5);
  });

  it('are logarithmic above it', () => {
    const scale = sequentialScale(map, [0.01, 1, 100]);
    expect(scale.isLogarithmic).toBe(true);
    expect(scale.share(1)).toBeCloseTo(0.5, 12);
  });

  it('show counts of which most are 0', () => {
    const scale = sequentialScale(map, [0, 0, 1, 1000]);
    expect(scale.domain).toEqual([1, 1000]);
    expect(scale.share(0)).toBe(0);
    expect(sequentialScale(map, [0, 0, 3]).domain).toEqual([0, 3]);
  });

  it('leave out what is not finite, and survive when nothing is left', () => {
    expect(sequentialScale(map, [NaN, 2, Infinity, 4]).domain).toEqual([2, 4]);
    expect(sequentialScale(map, [NaN]).share(0)).toBe(0);
    expect(sequentialScale(map, [3, 3]).share(3)).toBe(0);
  });
});

it('a limit is the largest magnitude, rounded up, over all arrays', () => {
  expect(niceLimit([1, -5.3], [2, NaN], null)).toBe(6);
  expect(niceLimit([Infinity, 0])).toBe(1);
});

it('a table of colours has an entry for the middle', () => {
  const table = colourTable(map);
  const entries = table.length / 3;
  expect(entries % 2).toBe(1);
  expect([table[0], table[((entries - 1) / 2) * 3], table[(entries - 1) * 3]]).toEqual([0, 128, 255]);
});
