import { describe, expect, it } from 'vitest';
import { axisTicks, tickLabel } from '../../../../webview/charts/axisTicks.js';

const labels = (low: number, high: number, wanted: number): string[] =>
  axisTicks(low, high, wanted).ticks.map(({ label }) => label);

describe('ticks', () => {
  it('are those of the pictures', () => {
    expect(labels(-1.03, 4.27, 5)).toEqual(['−1', '0', '1', '2', '3', '4']);
    expect(labels(0, 2.2, 2)).toEqual(['0', '1', '2']);
  });

  it('have as many decimals as tell them apart', () => {
    expect(labels(-0.6, 1.1, 4)).toEqual(['−0.5', '0', '0.5', '1.0']);
    expect(labels(0, 12_000, 3)).toEqual(['0', '5,000', '10,000']);
  });

  it('count from an offset where they are far from 0 and close together', () => {
    const { ticks, offset } = axisTicks(1_000_000.1, 1_000_000.9, 4);
    expect(offset).toBe(1_000_000.2);
    expect(ticks.map(({ label }) => label)).toEqual(['0', '+0.2', '+0.4', '+0.6']);
  });

  it('are scientific where the rules say so', () => {
    expect(labels(0, 3e-7, 3)).toEqual(['0', '1.0e−7', '2.0e−7', '3.0e−7']);
    expect(labels(0, 4e8, 2).at(-1)).toBe('4.0e8');
  });

  it('exist for a domain without extent', () => {
    expect(axisTicks(3, 3, 5).ticks).toEqual([{ value: 3, label: '3' }]);
    expect(axisTicks(NaN, NaN, 5).ticks).toEqual([]);
  });

  it('name a bin width as it is', () => {
    expect([0.25, 0.05, 0.1, 2.5, 2, 1000].map((width) => tickLabel(width, width))).toEqual([
      '0.25',
      '0.05',
      '0.1',
      '2.5',
      '2',
      '1,000',
    ]);
  });
});
