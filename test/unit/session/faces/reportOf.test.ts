import { describe, expect, test } from 'vitest';
import { reportOf, type Program, type ReportOptions } from '../../../../src/session/index.js';
import { exampleFiles, npyOf, openSession, trains } from '../memoryFiles.js';

async function reportFor(program: Program, options: ReportOptions = {}, files = exampleFiles()) {
  const owner = await openSession(program, files);
  await owner.runAll();
  return reportOf(owner.session, owner.store.accessFor(owner.session.layer), options);
}

describe('a report', () => {
  test('has exactly the fields of the contract', async () => {
    const files = exampleFiles();
    files.write('x.npy', npyOf([4, 1], Float32Array.of(1, 2, 4, 5)));
    const report = await reportFor({ steps: [{ train: 'x.npy' }, { eval: 'x.npy' }] }, {}, files);
    const common = {
      batch: 'x.npy',
      shape: [4, 1],
      count: 4,
      mean: Float64Array.of(3),
      var: Float64Array.of(2.5),
      min: Float64Array.of(1),
      max: Float64Array.of(5),
      nonFinite: Uint32Array.of(0),
      runningMean: Float64Array.of(0.30000000000000004),
      runningVar: Float64Array.of(0.9 + 1 / 3),
      numBatchesTracked: 1,
    };
    expect(report).toEqual({
      convention: 'pytorch',
      channelAxis: 1,
      channels: 1,
      passes: [
        { mode: 'train', ...common },
        { mode: 'eval', ...common },
      ],
      findings: expect.any(Array) as unknown,
    });
  });

  test('has outputs where they are asked for: float32 for float32, float64 for float64', async () => {
    const files = exampleFiles();
    files.write('x4.npy', npyOf([4, 1], Float32Array.of(1, 2, 4, 5)));
    files.write('x8.npy', npyOf([4, 1], Float64Array.of(1, 2, 4, 5)));
    const { passes } = await reportFor({ steps: [{ train: 'x4.npy' }, { train: 'x8.npy' }] }, { outputs: true }, files);
    const [single, double] = passes.map(({ output }) => output);
    expect([single?.shape, double?.shape]).toEqual([
      [4, 1],
      [4, 1],
    ]);
    expect(single?.data).toEqual(Float32Array.of(-1.2649085, -0.6324543, 0.6324543, 1.2649085));
    expect(double?.data).toBeInstanceOf(Float64Array);
    expect(double?.data[0]).toBeCloseTo(-2 / Math.sqrt(2.5 + 1e-5), 15);
  });

  test('tells refusals and comparisons, and nothing of the files that could not be read', async () => {
    const report = await reportFor(
      {
        steps: [
          ...trains(1),
          { train: 'single.npy' },
          { eval: 'gone.npy' },
          { eval: 'val.npy', expect: 'val.npy' },
          { eval: 'val.npy', expect: 'wide.npy' },
        ],
      },
      { outputs: true },
    );
    const [, single, gone, wrong, otherShape] = report.passes;
    expect([single.error?.slice(0, 29), single.shape, single.count, single.output]).toEqual([
      'Expected more than 1 value pe',
      [1, 3],
      1,
      undefined,
    ]);
    expect(single.runningMean).toEqual(report.passes[0].runningMean);
    // PyTorch has counted it before it looks at its size.
    expect(single.numBatchesTracked).toBe(2);
    expect([gone.error, gone.shape, gone.count, [...gone.mean]]).toEqual([
      'gone.npy: on disk: there is no such file',
      [],
      0,
      [NaN, NaN, NaN],
    ]);
    expect(wrong.expect?.passed).toBe(false);
    expect(wrong.expect?.maxAbsError).toBeGreaterThan(0.1);
    expect(otherShape.expect).toEqual({
      passed: false,
      maxAbsError: NaN,
      problem: 'the output has shape [8, 3, 4], expected is [8, 5, 4]',
    });
  });

  test('without tracking has no running statistics', async () => {
    const { passes } = await reportFor({ trackRunningStats: false, steps: trains(1) });
    expect([passes[0].runningMean, passes[0].runningVar, passes[0].numBatchesTracked]).toEqual([null, null, 0]);
  });

  test('names findings with passes from 0', async () => {
    const { findings } = await reportFor({ steps: [...trains(1), { train: 'single.npy' }] });
    expect(findings.find(({ rule }) => rule === 'one-value-per-channel')).toMatchObject({ pass: 1, severity: 'error' });
    for (const finding of findings) {
      expect(Object.keys(finding).filter((key) => !key.startsWith('channel'))).toEqual([
        'rule',
        'severity',
        'pass',
        'lastPass',
        'known',
        'message',
        'remedy',
      ]);
    }
  });

  test('names the channels that share a finding, and what follows from it', async () => {
    const files = exampleFiles();
    files.write('nan.npy', npyOf([4, 32], new Float32Array(128).fill(NaN)));
    const { findings } = await reportFor({ steps: [{ train: 'nan.npy' }] }, {}, files);
    const all = Array.from({ length: 32 }, (_, channel) => channel);
    expect(findings[0]).toMatchObject({
      rule: 'non-finite-input',
      pass: 0,
      lastPass: 0,
      known: 0,
      channels: all,
      follows: [{ rule: 'non-finite-state', pass: 0, channels: all }],
    });
    expect(findings.some(({ rule }) => rule === 'non-finite-state')).toBe(false);
  });
});
