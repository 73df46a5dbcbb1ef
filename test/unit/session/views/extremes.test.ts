import { describe, expect, test } from 'vitest';
import { viewOf } from '../../../../src/session/index.js';
import { exampleSession, type Example } from './exampleSession.js';

/** Sixteen values ± size in each of two channels, the second ordinary. */
function session(size: number) {
  const values = Float64Array.from({ length: 32 }, (_, i) => (i % 4 < 2 ? 1 : -1) * (i % 2 === 0 ? size : 2));
  const examples: Example[] = [['train', { shape: [16, 2], dtype: 'float64', values }]];
  return exampleSession(examples, { convention: 'textbook', changes: { eps: 0 } });
}

describe.each([
  [5.3e153, 2.809e307],
  [1e-170, 0],
])('a channel of ±%d', (size, variance) => {
  const { session: of, access } = session(size);

  test('has its variance and its outputs in every view', async () => {
    const table = await viewOf(of, 'table', { pass: 0 }, access);
    expect(Math.abs(table.var[0] - variance)).toBeLessThanOrEqual(1e-12 * variance);
    expect(table.var[1]).toBe(4);
    const numbers = await viewOf(of, 'numbers', { pass: 0, channel: 0 }, access);
    expect(numbers.variance[0]).toBe(table.var[0]);
    const request = { pass: 0, rowAxis: 0, columnAxis: 1, index: [0, 0], maxRows: 2, maxColumns: 2 };
    const { y } = await viewOf(of, 'slice', request, access);
    expect([...(y ?? [])].map((value) => Number(value.toFixed(12)))).toEqual([1, 1, -1, -1]);
    const { moments, normalized } = await viewOf(of, 'distribution', { pass: 0, channel: 0 }, access);
    expect(moments.x[1] / size).toBeCloseTo(1, 12);
    expect(moments.normalized[1]).toBeCloseTo(1, 12);
    const shares = [...(normalized ?? [])].filter((share) => share > 0);
    expect(shares).toEqual([0.5, 0.5]);
    const gradients = await viewOf(of, 'gradients', { pass: 0, channel: 0, upstream: 'noise' }, access);
    expect(gradients.dGamma?.every(Number.isFinite)).toBe(true);
  });

  test('says of its arithmetic what float64 can hold', async () => {
    const { stages, values } = await viewOf(of, 'arithmetic', { pass: 0, channel: 0, index: [0, 0] }, access);
    const normalize = stages.find(({ id }) => id === 'normalize');
    expect(values[normalize?.result ?? -1]).toBeCloseTo(1, 12);
    expect(stages.find(({ id }) => id === 'batch-variance')?.terms).toEqual(['Σ(x − μ)²', ' / 16']);
  });
});
