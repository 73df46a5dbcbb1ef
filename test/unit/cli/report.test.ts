import { describe, expect, test } from 'vitest';
import { reportJson } from '../../../src/cli/report/reportJson.js';
import { reportTable } from '../../../src/cli/report/reportTable.js';
import type { SessionReport } from '../../../src/session/index.js';

const pass = {
  mode: 'train',
  batch: 'b.npy',
  shape: [2, 2],
  count: 2,
  mean: Float64Array.of(NaN, 1),
  var: Float64Array.of(Infinity, 2),
  min: Float64Array.of(-Infinity, 0.1),
  max: Float64Array.of(-0, 1e-300),
  nonFinite: Uint32Array.of(2, 0),
  runningMean: null,
  runningVar: null,
  numBatchesTracked: 0,
} as const;
const report: SessionReport = {
  convention: 'pytorch',
  channelAxis: 1,
  channels: 2,
  passes: [
    { ...pass, expect: { passed: false, maxAbsError: NaN }, output: { shape: [1], data: Float32Array.of(0.1) } },
    { ...pass, mode: 'eval', error: 'b.npy: refused' },
    { ...pass, expect: { passed: false, maxAbsError: NaN, problem: 'expected is [3]' } },
  ],
  findings: [
    {
      rule: 'non-finite-input',
      severity: 'error',
      pass: 0,
      lastPass: 0,
      known: 0,
      channel: 1,
      message: 'Two values.',
      remedy: 'Look at both.',
    },
  ],
};

describe('a report in a terminal', () => {
  test('as JSON is one line, arrays are arrays, and what JSON has no number for is a string', () => {
    const text = [...reportJson(report)].join('');
    expect(text).not.toContain('\n');
    const parsed = JSON.parse(text) as { passes: Record<string, unknown>[] };
    expect(parsed.passes[0]).toEqual({
      ...pass,
      mean: ['NaN', 1],
      var: ['Infinity', 2],
      min: ['-Infinity', 0.1],
      max: [0, 1e-300],
      nonFinite: [2, 0],
      expect: { passed: false, maxAbsError: 'NaN' },
      // A float32 number in all its digits, so that reading it as float64 loses nothing.
      output: { shape: [1], data: [0.10000000149011612] },
    });
    expect(parsed.passes[2].expect).toEqual({ passed: false, maxAbsError: 'NaN', problem: 'expected is [3]' });
  });

  test('as JSON comes in pieces, however many channels there are', () => {
    const count = 100_000;
    const mean = Float64Array.from({ length: count }, (_, i) => i / 3);
    const pieces = [...reportJson({ ...report, passes: [{ ...pass, mean, var: mean, min: mean, max: mean }] })];
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(100_000);
    const parsed = JSON.parse(pieces.join('')) as { passes: { max: number[] }[] };
    expect(parsed.passes[0].max).toEqual([...mean]);
  });

  test('for people has a line a pass and a line a finding', () => {
    const lines = reportTable(report).split('\n');
    expect(lines[0]).toBe('pytorch, 2 channels on axis 1');
    expect(lines[3]).toMatch(
      /^1 +train +b\.npy +\[2, 2\] +2 +2 not finite, expected output differs \(max error NaN\)$/,
    );
    expect(lines[4]).toMatch(/^2 +eval .* refused: b\.npy: refused$/);
    expect(lines[5]).toMatch(/^3 +train .* 2 not finite, expected output not compared: expected is \[3\]$/);
    expect(lines.at(-1)).toBe('error: channel 1, pass 1: Two values. (non-finite-input)');
  });
});
